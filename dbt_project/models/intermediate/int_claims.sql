{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

claims as (

    select *
    from {{ ref('stg_claim') }}
    where {{ only_changed() }}

),

reports as (

    select
        report_key,
        unit_key,
        report_type,
        fiscal_year
    from {{ ref('int_report_versions') }}

),

final as (

    select
        claims.claim_key,
        claims.report_key,
        claims.file_sha256,
        claims.claim_no,
        claims.claim_type,
        claims.subject_text,
        claims.relation,
        claims.percent_relation,
        claims.basis_text,
        claims.is_complete,
        claims.doubt,
        claims.sentence,
        claims.value_text,
        claims.value_unit,
        claims.change_text,
        claims.change_unit,
        claims.percent_text,
        claims.base_text,
        claims.base_unit,
        claims.item_texts,
        claims.item_values,
        claims.item_units,
        claims.item_cell_keys,
        claims.value_number,
        claims.value_amount,
        claims.value_half,
        claims.change_number,
        claims.change_amount,
        claims.change_half,
        claims.base_number,
        claims.base_amount,
        claims.base_half,
        claims.percent_number,
        claims.percent_half,
        claims.source_page,
        claims.source_line,
        claims.cell_key,
        claims.value_cell_key,
        claims.base_cell_key,
        reports.unit_key,
        reports.report_type,
        reports.fiscal_year
    from claims
    inner join reports on claims.report_key = reports.report_key

)

select * from final
