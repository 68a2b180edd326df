from registry.admin import applications, data, register

__all__ = ["applications", "data", "register"]
