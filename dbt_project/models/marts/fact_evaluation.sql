{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

figures as (

    select *
    from {{ ref('int_evaluations') }}
    where {{ only_changed() }}

),

published_reports as (

    select report_key
    from {{ ref('int_report_versions') }}
    where is_published

),

final as (

    select
        figures.evaluation_key,
        figures.report_key,
        figures.unit_key,
        figures.fiscal_year,
        figures.statement,
        figures.project_name,
        figures.total_weight,
        figures.total_score,
        figures.execution_rate,
        figures.grade,
        figures.source_page,
        figures.source_line,
        figures.cell_key
    from figures
    inner join published_reports on figures.report_key = published_reports.report_key

)

select * from final
