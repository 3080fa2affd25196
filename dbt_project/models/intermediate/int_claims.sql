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
        claims.*,
        reports.unit_key,
        reports.report_type,
        reports.fiscal_year
    from claims
    inner join reports on claims.report_key = reports.report_key

)

select * from final
