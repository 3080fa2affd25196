{{ config(materialized='view') }}

with

lines as (

    select * from {{ ref('stg_evaluation_line') }}

),

reports as (

    select
        report_key,
        unit_key,
        fiscal_year
    from {{ ref('int_report_versions') }}

),

final as (

    select
        lines.evaluation_key,
        lines.report_key,
        reports.unit_key,
        coalesce(lines.title_year, reports.fiscal_year) as fiscal_year,
        lines.statement,
        lines.project_name,
        lines.total_weight,
        lines.total_score,
        lines.execution_rate,
        lines.grade,
        lines.source_page,
        lines.source_line,
        lines.cell_key
    from lines
    inner join reports on lines.report_key = reports.report_key

)

select * from final
