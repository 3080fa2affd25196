{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

claims as (

    select *
    from {{ ref('int_claims') }}
    where {{ only_changed() }}

),

published_reports as (

    select report_key
    from {{ ref('int_report_versions') }}
    where is_published

),

final as (

    select
        claims.claim_key,
        claims.report_key,
        claims.unit_key,
        claims.fiscal_year,
        claims.claim_type,
        claims.subject_text as subject,
        claims.relation,
        claims.basis_text as basis,
        claims.value_text,
        claims.value_unit,
        claims.change_text,
        claims.change_unit,
        claims.percent_text,
        claims.base_text,
        claims.base_unit,
        claims.item_texts,
        claims.item_values,
        claims.doubt,
        claims.sentence,
        claims.source_page,
        claims.source_line,
        claims.cell_key
    from claims
    inner join published_reports on claims.report_key = published_reports.report_key

)

select * from final
