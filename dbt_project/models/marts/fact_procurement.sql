{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

{{ published_figures('int_procurement') }},

final as (

    select
        figures.procurement_key,
        figures.report_key,
        figures.unit_key,
        figures.fiscal_year,
        figures.statement,
        figures.budget_stage,
        figures.line_item,
        figures.amount_yuan,
        figures.value_text as reported_text,
        figures.unit_text as reported_unit,
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
