"""What a phone opens from a receipt's QR code. No session, no script, nothing personal."""

from services.hub.public import orders, pages, sms_reports

ROUTERS = (orders.router, pages.router, sms_reports.router)
