{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

{{ published_figures('int_staffing') }},

final as (

    select
        figures.staffing_key,
        figures.report_key,
        figures.unit_key,
        figures.fiscal_year,
        figures.organisation,
        figures.staff_category,
        figures.headcount,
        figures.control_rate,
        figures.source_page,
        figures.source_line,
        figures.cell_key,
        scanned.ocr_confidence,
        coalesce(scanned.is_uncertain, false) as is_uncertain
    from figures
    inner join published_reports on figures.report_key = published_reports.report_key
    left join scanned on figures.cell_key = scanned.cell_key
    where figures.left_out_reason is null

)

select * from final
