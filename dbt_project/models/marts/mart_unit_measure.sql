{#-
  One value per unit, year and measure. Seed measure_sources says where a measure may be read and in which order: the widest
  fund coverage first, final accounts before self-evaluation before text.
-#}
with

sources as (

    select * from {{ ref('measure_sources') }}

),

reports as (

    select
        report_key,
        fiscal_year as report_year,
        report_type,
        published_on
    from {{ ref('dim_report') }}
    where
        is_current
        and quality_status <> 'quarantined'

),

unit_names as (

    select
        unit_key,
        {{ folded('unit_name') }} as name_key
    from {{ ref('dim_unit') }}

    union

    select
        unit_key,
        {{ folded('alias') }} as name_key
    from {{ ref('dim_unit_alias') }}

),

money as (

    select
        facts.unit_key,
        facts.fiscal_year,
        sources.measure,
        sources.priority,
        facts.report_key,
        facts.amount_yuan as value,
        facts.statement as source,
        facts.budget_stage,
        facts.fund_source,
        facts.is_disputed,
        facts.expenditure_key as fact_key,
        facts.cell_key
    from {{ ref('fact_expenditure') }} as facts
    inner join sources
        on
            sources.fact = 'expenditure'
            and facts.statement = sources.statement
            and facts.budget_stage = sources.budget_stage
            and facts.expenditure_kind = sources.expenditure_kind
            and facts.fund_source = sources.fund_source
            and facts.line_item = sources.line_item
    where facts.project_name is null

),

procurement as (

    select
        facts.unit_key,
        facts.fiscal_year,
        sources.measure,
        sources.priority,
        facts.report_key,
        facts.amount_yuan as value,
        facts.statement as source,
        facts.budget_stage,
        cast(null as varchar) as fund_source,
        false as is_disputed,
        facts.procurement_key as fact_key,
        facts.cell_key
    from {{ ref('fact_procurement') }} as facts
    inner join sources
        on
            sources.fact = 'procurement'
            and facts.statement = sources.statement
            and facts.budget_stage = sources.budget_stage
            and facts.line_item = sources.line_item

),

evaluations as (

    select
        facts.unit_key,
        facts.fiscal_year,
        sources.measure,
        sources.priority,
        facts.report_key,
        case sources.fact when 'total_score' then facts.total_score else facts.execution_rate end as value,
        facts.statement as source,
        cast(null as varchar) as budget_stage,
        cast(null as varchar) as fund_source,
        false as is_disputed,
        facts.evaluation_key as fact_key,
        facts.cell_key
    from {{ ref('fact_evaluation') }} as facts
    inner join sources
        on
            sources.fact in ('total_score', 'execution_rate')
            and facts.statement = sources.statement
    where facts.project_name is null

),

-- Only the unit's own people: not those of its subordinate units, nor of the whole system.
staff as (

    select
        facts.unit_key,
        facts.fiscal_year,
        sources.measure,
        sources.priority,
        facts.report_key,
        facts.headcount as value,
        sources.statement as source,
        cast(null as varchar) as budget_stage,
        cast(null as varchar) as fund_source,
        false as is_disputed,
        facts.staffing_key as fact_key,
        facts.cell_key
    from {{ ref('fact_staffing') }} as facts
    inner join reports on facts.report_key = reports.report_key
    inner join sources
        on
            sources.fact = 'staffing'
            and facts.staff_category = sources.line_item
            and reports.report_type = sources.statement
    where
        facts.organisation is null
        or exists (
            select 1
            from unit_names
            where
                unit_names.unit_key = facts.unit_key
                and unit_names.name_key = {{ folded('facts.organisation') }}
        )

),

found as (

    select * from money

    union all

    select * from procurement

    union all

    select * from evaluations

    union all

    select * from staff

),

-- A place that prints two different figures for one measure (行政编制 and 事业编制, a total said twice and differently) does
-- not say which one is meant: the next place is asked.
certain as (

    select *
    from found
    where
        unit_key is not null
        and fiscal_year is not null
        and value is not null
    qualify
        min(value) over (partition by unit_key, fiscal_year, measure, priority, report_key)
        = max(value) over (partition by unit_key, fiscal_year, measure, priority, report_key)

),

final as (

    select
        {{ hashed_key(['certain.unit_key', 'certain.fiscal_year', 'certain.measure']) }} as unit_measure_key,
        certain.unit_key,
        certain.fiscal_year,
        certain.measure,
        cast(certain.value as decimal(18, 2)) as value,
        certain.source,
        certain.budget_stage,
        certain.fund_source,
        certain.is_disputed,
        certain.report_key,
        certain.fact_key,
        certain.cell_key
    from certain
    inner join reports on certain.report_key = reports.report_key
    qualify
        row_number() over (
            partition by
                certain.unit_key,
                certain.fiscal_year,
                certain.measure
            order by
                certain.priority asc,
                certain.is_disputed asc,
                coalesce(reports.report_year = certain.fiscal_year, false) desc,
                reports.published_on desc nulls last,
                certain.report_key asc,
                certain.fact_key asc
        ) = 1

)

select * from final
