"""The working-day table and the flows."""

from sqlalchemy import func, select

from services.hub.store.models import CalendarDay, DataFile, Flow, FlowStage

VERSION = select(func.max(DataFile.id), func.count())
"""Changes whenever a data file is loaded."""

CALENDAR = select(
    CalendarDay.day, CalendarDay.working, CalendarDay.name, CalendarDay.source, CalendarDay.version
)

FLOWS = select(Flow.id, Flow.name_zh, Flow.name_en)

FLOW_STAGES = select(
    FlowStage.id,
    FlowStage.flow_id,
    FlowStage.code,
    FlowStage.step,
    FlowStage.side,
    FlowStage.name_zh,
    FlowStage.name_en,
    FlowStage.does_zh,
    FlowStage.does_en,
    FlowStage.awaited_zh,
    FlowStage.awaited_en,
    FlowStage.bring_zh,
    FlowStage.bring_en,
).order_by(FlowStage.flow_id, FlowStage.step, FlowStage.id)
