{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

recognised as (

    select *
    from {{ ref('int_statement_figures') }}
    where {{ only_changed() }}

),

parts as (

    select
        report_key,
        statement,
        statement_no,
        bool_or(
            stated_level = 'total'
            and line_item = '合计'
        ) as has_total
    from recognised
    group by
        report_key,
        statement,
        statement_no

),

-- A statement over several sheets or tables has one total for all of them; several totals are several statements.
wholes as (

    select
        report_key,
        statement,
        min(statement_no) as statement_no
    from parts
    group by
        report_key,
        statement
    having
        count(*) > 1
        and count(*) filter (where has_total) = 1

),

lines as not materialized (

    select
        recognised.* replace (
            coalesce(wholes.statement_no, recognised.statement_no) as statement_no,
            -- the parts in their order
            if(
                wholes.statement_no is null,
                recognised.line_no,
                recognised.line_no + recognised.statement_no * {{ var('most_lines_of_a_part') }}
            ) as line_no
        )
    from recognised
    left join wholes
        on
            recognised.report_key = wholes.report_key
            and recognised.statement = wholes.statement

),

published_reports as (

    select report_key
    from {{ ref('int_report_versions') }}
    where is_published

),

money_units as (

    select
        unit_key,
        factor
    from {{ ref('money_units') }}

),

scanned as (

    select
        cell_key,
        is_uncertain
    from {{ ref('int_scanned_cells') }}

),

unrecognised as (

    select distinct
        report_key,
        statement
    from {{ ref('stg_unrecognised') }}
    where statement is not null

),

-- The functional class a label names where no code is printed (收入支出总表).
classes as (

    select
        name_key,
        min(code) as code
    from {{ ref('int_account_names') }}
    where
        classification = 'function'
        and length(code) = 3
    group by name_key

),

-- What is missing of a statement: a sum over it that does not hold then proves nothing.
gaps as (

    select
        lines.report_key,
        lines.statement_no,
        min(lines.left_out_reason) filter (
            where not list_contains(
                [{{ quoted_list(var('harmless_left_out_reasons')) }}],
                lines.left_out_reason
            )
        ) as left_out_reason,
        bool_or(unrecognised.statement is not null) as has_unrecognised,
        bool_or(coalesce(scanned.is_uncertain, false)) as has_uncertain
    from lines
    left join unrecognised
        on
            lines.report_key = unrecognised.report_key
            and lines.statement = unrecognised.statement
    left join scanned on lines.cell_key = scanned.cell_key
    group by
        lines.report_key,
        lines.statement_no

),

final as (

    select
        lines.report_key,
        lines.unit_key,
        lines.statement_no,
        lines.line_no,
        lines.statement,
        lines.destination as side,
        lines.fiscal_year,
        lines.budget_stage,
        lines.expenditure_kind,
        lines.fund_source,
        lines.revenue_source,
        lines.function_code,
        lines.economic_code,
        case
            when
                lines.destination = '支出'
                and lines.function_code is null
                and lines.economic_code is null
                and lines.expenditure_kind = '合计'
                then classes.code
        end as class_code,
        lines.line_item,
        lines.project_name,
        lines.stated_level,
        lines.label_text,
        lines.section_keys,
        lines.heading_keys,
        lines.amount_yuan,
        lines.value_text,
        lines.unit_text,
        cast(money_units.factor as double) as unit_factor,
        {{ printed_rounding('lines.value_text', 'money_units.factor') }} as rounding_yuan,
        case
            when gaps.left_out_reason is not null then concat('该表有未采用的数：', gaps.left_out_reason)
            when gaps.has_unrecognised then '该表有未识别的内容'
            when gaps.has_uncertain then '该表有识别置信度低的数'
        end as doubt,
        lines.source_page,
        lines.source_line,
        lines.cell_key
    from lines
    inner join published_reports on lines.report_key = published_reports.report_key
    inner join money_units on {{ folded('lines.unit_text') }} = money_units.unit_key
    left join classes on {{ folded('lines.line_item') }} = classes.name_key
    left join gaps
        on
            lines.report_key = gaps.report_key
            and lines.statement_no = gaps.statement_no
    where lines.left_out_reason is null

)

select * from final
