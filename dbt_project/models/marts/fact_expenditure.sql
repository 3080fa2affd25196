{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

{{ published_amounts('int_expenditure') }},

final as (

    select
        figures.expenditure_key,
        figures.report_key,
        figures.unit_key,
        figures.fiscal_year,
        figures.statement,
        figures.budget_stage,
        figures.expenditure_kind,
        figures.fund_source,
        figures.function_code,
        figures.economic_code,
        figures.line_item,
        figures.project_name,
        figures.line_level,
        figures.amount_yuan,
        case
            when corrections.correction_id is not null
                then {{ amount_in_yuan(printed_number('figures.value_text'), 'money_units.factor') }}
        end as printed_amount_yuan,
        corrections.correction_id,
        figures.value_text as reported_text,
        figures.unit_text as reported_unit,
        disputed.cell_key is not null as is_disputed,
        figures.source_page,
        figures.source_line,
        figures.cell_key,
        scanned.ocr_confidence,
        coalesce(scanned.is_uncertain, false) as is_uncertain
    from figures
    inner join published_reports on figures.report_key = published_reports.report_key
    left join scanned on figures.cell_key = scanned.cell_key
    left join corrections on figures.cell_key = corrections.cell_key
    left join money_units on {{ folded('figures.unit_text') }} = money_units.unit_key
    left join disputed
        on
            figures.report_key = disputed.report_key
            and figures.cell_key = disputed.cell_key

)

select * from final
