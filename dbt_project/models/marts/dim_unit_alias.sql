with

versions as (

    select *
    from {{ ref('int_report_versions') }}
    where unit_key is not null

),

final as (

    select
        unit_key,
        unit_name_text as alias,
        min(fiscal_year) as first_fiscal_year,
        max(fiscal_year) as last_fiscal_year,
        arg_max(unit_evidence, (landed_at, report_key)) as evidence
    from versions
    group by
        unit_key,
        unit_name_text

)

select * from final
