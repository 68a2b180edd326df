from registry.models.access import Membership, StaffRole
from registry.models.applications import (
    Answers,
    Application,
    ApplicationEvent,
    Decision,
    Message,
    Submission,
    SubmissionContent,
)
from registry.models.attachments import Attachment, PageImage
from registry.models.codes import Code, CodeEvent, Reminder, ReminderStage, Term
from registry.models.registrants import Entry, Registrant, RegistrantKind, Scheme
from registry.models.requirements import DocumentRequirement, TermsOfUse
from registry.models.revisions import Revision, RevisionContent

__all__ = [
    "Answers",
    "Application",
    "ApplicationEvent",
    "Attachment",
    "Code",
    "CodeEvent",
    "Decision",
    "DocumentRequirement",
    "Entry",
    "Membership",
    "Message",
    "PageImage",
    "Registrant",
    "RegistrantKind",
    "Reminder",
    "ReminderStage",
    "Revision",
    "RevisionContent",
    "Scheme",
    "StaffRole",
    "Submission",
    "SubmissionContent",
    "Term",
    "TermsOfUse",
]
