from django.contrib import admin


class HouseAdminSite(admin.AdminSite):
    pass
