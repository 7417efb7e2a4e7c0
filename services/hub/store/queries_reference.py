"""The working-day table, the flows, and by what something goes up."""

from sqlalchemy import func, select

from services.hub.store.models import CalendarDay, DataFile, Flow, FlowStage, RaisingRule, WorkingHours

VERSION = select(func.max(DataFile.id), func.count())
"""Changes whenever a data file is loaded."""

CALENDAR = select(CalendarDay.day, CalendarDay.working)

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

RAISING_FILES = select(DataFile.id, DataFile.code).where(DataFile.kind == "raising").order_by(DataFile.id)

RAISING_RULES = select(
    RaisingRule.data_file_id,
    RaisingRule.kind,
    RaisingRule.supply,
    RaisingRule.joint,
    RaisingRule.leader_hours,
    RaisingRule.dispatcher_hours,
).order_by(RaisingRule.id)

WORKING_HOURS = select(WorkingHours.data_file_id, WorkingHours.begins, WorkingHours.ends).order_by(
    WorkingHours.id
)
