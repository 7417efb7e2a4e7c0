"""All tables of the hub, typed."""

from services.hub.store.models.base import Base
from services.hub.store.models.company import Company, Grid, Hall, Handler, Team
from services.hub.store.models.customers import Account, Credential, Customer
from services.hub.store.models.flows import (
    CalendarDay,
    DataFile,
    Flow,
    FlowStage,
    LimitRow,
    RaisingRule,
    WorkingHours,
)
from services.hub.store.models.imports import ImportFile, SetAsideRow
from services.hub.store.models.messages import Message, MessageTemplate
from services.hub.store.models.orders import Event, Order, OrderStage
from services.hub.store.models.phones import OrderPhone, PhoneCode
from services.hub.store.models.staff import Employee, RecoveryCode, ShortText, StaffSession, Substitute
from services.hub.store.models.terminals import EnrolmentCode, GuessCounter, Kiosk, Session
from services.hub.store.models.urges import ReceiptLink, RefusedUrge, Urge, UrgeAnswer, UrgeLevel

__all__ = [
    "Account",
    "Base",
    "CalendarDay",
    "Company",
    "Credential",
    "Customer",
    "DataFile",
    "Employee",
    "EnrolmentCode",
    "Event",
    "Flow",
    "FlowStage",
    "Grid",
    "GuessCounter",
    "Hall",
    "Handler",
    "ImportFile",
    "Kiosk",
    "LimitRow",
    "Message",
    "MessageTemplate",
    "Order",
    "OrderPhone",
    "OrderStage",
    "PhoneCode",
    "RaisingRule",
    "ReceiptLink",
    "RecoveryCode",
    "RefusedUrge",
    "Session",
    "SetAsideRow",
    "ShortText",
    "StaffSession",
    "Substitute",
    "Team",
    "Urge",
    "UrgeAnswer",
    "UrgeLevel",
    "WorkingHours",
]
