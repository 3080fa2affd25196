{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

{{ published_figures('int_indicator_scores') }},

final as (

    select
        figures.indicator_score_key,
        figures.report_key,
        figures.unit_key,
        figures.fiscal_year,
        figures.project_name,
        figures.statement,
        figures.level1,
        figures.level2,
        figures.level3,
        figures.target_text,
        figures.target_operator,
        figures.target_value,
        figures.target_unit,
        figures.actual_text,
        figures.actual_operator,
        figures.actual_value,
        figures.actual_unit,
        figures.weight,
        figures.score,
        figures.deviation_text,
        figures.source_page,
        figures.source_line,
        figures.cell_key,
        scanned.ocr_confidence,
        coalesce(scanned.is_uncertain, false) as is_uncertain
    from figures
    inner join published_reports on figures.report_key = published_reports.report_key
    left join scanned on figures.cell_key = scanned.cell_key

)

select * from final
