{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

lines as (

    select
        report_key,
        statement_no,
        statement,
        stated_level,
        line_item,
        left_out_reason,
        cell_key
    from {{ ref('int_statement_figures') }}
    where {{ only_changed() }}

),

published_reports as (

    select report_key
    from {{ ref('int_report_versions') }}
    where is_published

),

scanned as (

    select cell_key
    from {{ ref('int_scanned_cells') }}
    where is_uncertain

),

unrecognised as (

    select distinct
        report_key,
        statement
    from {{ ref('stg_unrecognised') }}
    where statement is not null

),

parts as (

    select
        lines.report_key,
        lines.statement_no,
        lines.statement,
        bool_or(
            lines.stated_level = 'total'
            and lines.line_item = '合计'
        ) as has_total,
        min(lines.left_out_reason) filter (
            where not list_contains(
                [{{ quoted_list(var('harmless_left_out_reasons')) }}],
                lines.left_out_reason
            )
        ) as left_out_reason,
        count(scanned.cell_key) > 0 as has_uncertain
    from lines
    left join scanned on lines.cell_key = scanned.cell_key
    group by
        lines.report_key,
        lines.statement_no,
        lines.statement

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

placed as (

    select
        parts.*,
        wholes.statement_no is not null as is_part,
        coalesce(wholes.statement_no, parts.statement_no) as whole_no
    from parts
    left join wholes
        on
            parts.report_key = wholes.report_key
            and parts.statement = wholes.statement

),

-- What is missing of a statement: a sum over it that does not hold then proves nothing.
gaps as (

    select
        placed.report_key,
        placed.whole_no,
        min(placed.left_out_reason) as left_out_reason,
        count(unrecognised.statement) > 0 as has_unrecognised,
        bool_or(placed.has_uncertain) as has_uncertain
    from placed
    left join unrecognised
        on
            placed.report_key = unrecognised.report_key
            and placed.statement = unrecognised.statement
    group by
        placed.report_key,
        placed.whole_no

),

final as (

    select
        placed.report_key,
        placed.statement_no,
        placed.statement,
        placed.is_part,
        placed.whole_no,
        case
            when gaps.left_out_reason is not null then concat('该表有未采用的数：', gaps.left_out_reason)
            when gaps.has_unrecognised then '该表有未识别的内容'
            when gaps.has_uncertain then '该表有识别置信度低的数'
        end as doubt
    from placed
    inner join published_reports on placed.report_key = published_reports.report_key
    inner join gaps
        on
            placed.report_key = gaps.report_key
            and placed.whole_no = gaps.whole_no

)

select * from final
