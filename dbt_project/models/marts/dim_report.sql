with

versions as (

    select * from {{ ref('int_report_versions') }}

),

final as (

    select
        report_key,
        file_name,
        file_sha256,
        source_format,
        title,
        source_url,
        publisher,
        published_on,
        retrieved_at,
        unit_key,
        division_code,
        fiscal_year,
        report_type,
        is_current,
        supersedes_report_key,
        quality_status
    from versions

)

select * from final
