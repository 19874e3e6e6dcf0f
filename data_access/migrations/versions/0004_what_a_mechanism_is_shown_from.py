"""Tables for what a mechanism is shown from, and the mechanism's own record: its views, dates, documents and rules.

New tables stay empty in a warehouse that exists already: a mechanism without rows says which table to load.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Nothing that a warehouse holds is changed."""
    op.create_table(
        "budget",
        sa.Column("budget_id", sa.String(length=80), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("mechanism_id", sa.String(length=60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("project_zh", sa.String(length=120), nullable=False),
        sa.Column("use_zh", sa.String(length=60), nullable=False),
        sa.Column("use_en", sa.String(length=80), nullable=False),
        sa.Column("source_zh", sa.String(length=60), nullable=False),
        sa.Column("source_en", sa.String(length=80), nullable=False),
        sa.Column("budget_yuan", sa.Float(), nullable=False),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("load_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_budget_load_id")),
        sa.PrimaryKeyConstraint("budget_id", name=op.f("pk_budget")),
        comment="One row a project, use, source and year: money set aside (yuan).",
    )
    op.create_table(
        "checklist_item",
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("mechanism_id", sa.String(length=60), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=True),
        sa.Column("institution_code", sa.String(length=20), nullable=True),
        sa.Column("subject_zh", sa.String(length=80), nullable=False),
        sa.Column("subject_en", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_zh", sa.String(length=80), nullable=False),
        sa.Column("item_en", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("since", sa.Integer(), nullable=True),
        sa.Column("due", sa.Integer(), nullable=True),
        sa.Column("document_zh", sa.String(length=120), nullable=True),
        sa.Column("owner", sa.String(length=60), nullable=True),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("load_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_checklist_item_load_id")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_checklist_item")),
        comment="One row an institution (or community, or list) and item that a mechanism asks of it.",
    )
    op.create_table(
        "flow",
        sa.Column("flow_id", sa.String(length=80), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("mechanism_id", sa.String(length=60), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("kind_zh", sa.String(length=40), nullable=False),
        sa.Column("kind_en", sa.String(length=60), nullable=False),
        sa.Column("group_zh", sa.String(length=40), nullable=False),
        sa.Column("group_en", sa.String(length=60), nullable=False),
        sa.Column("from_code", sa.String(length=40), nullable=False),
        sa.Column("from_zh", sa.String(length=80), nullable=False),
        sa.Column("from_en", sa.String(length=120), nullable=False),
        sa.Column("from_township", sa.String(length=9), nullable=True),
        sa.Column("to_code", sa.String(length=40), nullable=False),
        sa.Column("to_zh", sa.String(length=80), nullable=False),
        sa.Column("to_en", sa.String(length=120), nullable=False),
        sa.Column("to_township", sa.String(length=9), nullable=True),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("load_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_flow_load_id")),
        sa.PrimaryKeyConstraint("flow_id", name=op.f("pk_flow")),
        comment="One row a from, to, kind, group and month: people or trips.",
    )
    op.create_table(
        "membership",
        sa.Column("membership_id", sa.String(length=80), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("mechanism_id", sa.String(length=60), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=True),
        sa.Column("member_code", sa.String(length=40), nullable=False),
        sa.Column("member_zh", sa.String(length=80), nullable=False),
        sa.Column("member_en", sa.String(length=120), nullable=False),
        sa.Column("tier", sa.String(length=20), nullable=False),
        sa.Column("parent_code", sa.String(length=40), nullable=True),
        sa.Column("parent_zh", sa.String(length=80), nullable=True),
        sa.Column("parent_en", sa.String(length=120), nullable=True),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.Column("specialty_zh", sa.String(length=40), nullable=True),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("load_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_membership_load_id")),
        sa.PrimaryKeyConstraint("membership_id", name=op.f("pk_membership")),
        comment="One row a member of a network: whom it belongs to, by which relation, since when.",
    )
    op.create_table(
        "outing",
        sa.Column("outing_id", sa.String(length=80), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("mechanism_id", sa.String(length=60), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("place_zh", sa.String(length=80), nullable=False),
        sa.Column("place_en", sa.String(length=120), nullable=False),
        sa.Column("vehicle_zh", sa.String(length=40), nullable=False),
        sa.Column("vehicle_en", sa.String(length=60), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("road_minutes", sa.Float(), nullable=True),
        sa.Column("km", sa.Float(), nullable=True),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("load_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_outing_load_id")),
        sa.PrimaryKeyConstraint("outing_id", name=op.f("pk_outing")),
        comment="One row a vehicle or team, day and place: people examined there.",
    )
    op.create_table(
        "pay",
        sa.Column("pay_id", sa.String(length=80), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("mechanism_id", sa.String(length=60), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=True),
        sa.Column("institution_code", sa.String(length=20), nullable=True),
        sa.Column("tier", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("base_yuan", sa.Float(), nullable=False),
        sa.Column("performance_yuan", sa.Float(), nullable=False),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("load_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_pay_load_id")),
        sa.PrimaryKeyConstraint("pay_id", name=op.f("pk_pay")),
        comment="One row a post and year: base and performance pay (yuan). No name and no person's code.",
    )
    op.create_table(
        "payment",
        sa.Column("payment_id", sa.String(length=80), nullable=False),
        sa.Column("budget_id", sa.String(length=80), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("mechanism_id", sa.String(length=60), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("paid_yuan", sa.Float(), nullable=False),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("load_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_payment_load_id")),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_payment")),
        comment="One row a payment out of a budget row, by month (yuan).",
    )
    op.create_table(
        "plan_item",
        sa.Column("plan_item_id", sa.String(length=80), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("mechanism_id", sa.String(length=60), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=True),
        sa.Column("institution_code", sa.String(length=20), nullable=True),
        sa.Column("place_zh", sa.String(length=80), nullable=False),
        sa.Column("place_en", sa.String(length=120), nullable=False),
        sa.Column("item_zh", sa.String(length=80), nullable=False),
        sa.Column("item_en", sa.String(length=120), nullable=False),
        sa.Column("unit_zh", sa.String(length=10), nullable=False),
        sa.Column("unit_en", sa.String(length=20), nullable=False),
        sa.Column("target", sa.Float(), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("load_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_plan_item_load_id")),
        sa.PrimaryKeyConstraint("plan_item_id", name=op.f("pk_plan_item")),
        comment="One row an item of a plan at a place: how much by when.",
    )
    op.create_table(
        "plan_progress",
        sa.Column("progress_id", sa.String(length=90), nullable=False),
        sa.Column("plan_item_id", sa.String(length=80), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("mechanism_id", sa.String(length=60), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("done", sa.Float(), nullable=False),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("load_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_plan_progress_load_id")),
        sa.PrimaryKeyConstraint("progress_id", name=op.f("pk_plan_progress")),
        comment="One row a plan item and month in which something was done.",
    )
    op.create_table(
        "programme_month",
        sa.Column("programme_month_id", sa.String(length=100), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("mechanism_id", sa.String(length=60), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("programme_zh", sa.String(length=60), nullable=False),
        sa.Column("programme_en", sa.String(length=80), nullable=False),
        sa.Column("group_zh", sa.String(length=40), nullable=False),
        sa.Column("group_en", sa.String(length=60), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=True),
        sa.Column("followed", sa.Integer(), nullable=True),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("load_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_programme_month_load_id")),
        sa.PrimaryKeyConstraint("programme_month_id", name=op.f("pk_programme_month")),
        comment="One row a programme, group, township and month: eligible in the year, reached in the month.",
    )
    op.create_table(
        "response_event",
        sa.Column("event_id", sa.String(length=80), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("mechanism_id", sa.String(length=60), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=True),
        sa.Column("institution_code", sa.String(length=20), nullable=True),
        sa.Column("responder_zh", sa.String(length=80), nullable=False),
        sa.Column("responder_en", sa.String(length=120), nullable=False),
        sa.Column("kind_zh", sa.String(length=40), nullable=False),
        sa.Column("kind_en", sa.String(length=60), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("treated_at", sa.DateTime(), nullable=True),
        sa.Column("road_minutes", sa.Float(), nullable=True),
        sa.Column("reason_zh", sa.String(length=80), nullable=True),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("load_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_response_event_load_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_response_event")),
        comment="One row an event: asked, answered, treated. No person, village, illness.",
    )
    op.add_column("appraisal", sa.Column("problems_closed", sa.Integer(), nullable=True))
    op.add_column("appraisal", sa.Column("class_zh", sa.String(length=40), nullable=True))
    op.add_column("appraisal", sa.Column("class_en", sa.String(length=60), nullable=True))
    op.add_column("appraisal", sa.Column("coefficient", sa.Float(), nullable=True))
    op.add_column("mechanism", sa.Column("views", sa.String(length=120), nullable=True))
    op.add_column("mechanism", sa.Column("since", sa.Integer(), nullable=True))
    op.add_column("mechanism", sa.Column("until", sa.Integer(), nullable=True))
    op.add_column("mechanism", sa.Column("documents_zh", sa.String(length=300), nullable=True))
    op.add_column("mechanism", sa.Column("limit_minutes", sa.Float(), nullable=True))
    op.add_column("mechanism", sa.Column("most_days", sa.Integer(), nullable=True))
    op.add_column("mechanism", sa.Column("least_persons", sa.Integer(), nullable=True))
    if op.get_bind().dialect.supports_comments:
        op.create_table_comment(
            "mechanism",
            "One row a reform mechanism of a county, with its own rules.",
            existing_comment="One row a reform mechanism of a county.",
            schema=None,
        )
