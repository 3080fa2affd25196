{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

reports as (

    select
        report_key,
        file_sha256
    from {{ ref('int_reports') }}
    where {{ only_changed() }}

),

first_reports as (

    select
        file_sha256,
        min(report_key) as report_key
    from reports
    group by file_sha256

),

uses as (

    select * from {{ ref('stg_number_use') }}

),

reasons as (

    select
        use,
        reason
    from {{ ref('number_uses') }}

),

lines as (

    select
        report_key,
        cell_key,
        statement,
        left_out_reason
    from {{ ref('int_statement_figures') }}
    where {{ only_changed() }}

),

line_cells as (

    select
        cell_key,
        min(report_key) as report_key,
        min(statement) as statement,
        if(bool_or(left_out_reason is null), null, min(left_out_reason)) as left_out_reason
    from lines
    group by cell_key

),

-- Headcounts stand in statements and beside their labels in any other table.
headcounts as (

    select
        cell_key,
        if(bool_or(left_out_reason is null), null, min(left_out_reason)) as left_out_reason
    from {{ ref('int_staffing') }}
    group by cell_key

),

scores as (

    select distinct cell_key
    from {{ ref('int_indicator_scores') }}

),

totals as (

    select distinct cell_key
    from {{ ref('int_evaluations') }}

),

-- Every number that a table prints, found in the cells themselves.
printed as (

    select
        cells.file_sha256,
        cells.cell_key,
        cells.text,
        coalesce(line_cells.report_key, uses.report_key, first_reports.report_key) as report_key,
        coalesce(line_cells.statement, uses.statement) as statement,
        uses.use,
        uses.line_cell_key,
        line_cells.cell_key is not null as is_line,
        line_cells.left_out_reason as line_reason
    from {{ ref('stg_report_cell') }} as cells
    inner join first_reports on cells.file_sha256 = first_reports.file_sha256
    left join line_cells on cells.cell_key = line_cells.cell_key
    left join uses on cells.cell_key = uses.cell_key
    where cells.holds_number

),

judged as (

    select
        printed.report_key,
        printed.cell_key,
        coalesce(printed.statement, '其他表') as statement,
        coalesce(printed.line_cell_key, printed.cell_key) as fact_cell_key,
        case
            when printed.is_line then printed.line_reason
            when printed.use = 'indicator' then if(scores.cell_key is null, '指标行未采用', null)
            when printed.use = 'total' then if(totals.cell_key is null, '总分行未采用', null)
            when headcounts.cell_key is not null then headcounts.left_out_reason
            when printed.use = 'staff' then '人数未采用'
            when printed.use is null then '不是报表'
            when regexp_matches(printed.text, '[%％]$') and printed.use in ('ignored', 'unread') then '百分比'
            else coalesce(reasons.reason, printed.use)
        end as left_out_reason
    from printed
    left join reasons on printed.use = reasons.use
    left join scores on printed.line_cell_key = scores.cell_key
    left join totals on printed.line_cell_key = totals.cell_key
    left join headcounts on coalesce(printed.line_cell_key, printed.cell_key) = headcounts.cell_key

),

-- Figures read from a cell that holds words, too: a label with its amount, amounts in a sentence.
among_words as (

    select
        lines.report_key,
        lines.cell_key,
        lines.statement,
        lines.cell_key as fact_cell_key,
        lines.left_out_reason
    from lines
    anti join printed on lines.cell_key = printed.cell_key

),

final as (

    select
        report_key,
        cell_key,
        statement,
        fact_cell_key,
        left_out_reason
    from judged

    union all

    select
        report_key,
        cell_key,
        statement,
        fact_cell_key,
        left_out_reason
    from among_words

)

select * from final
