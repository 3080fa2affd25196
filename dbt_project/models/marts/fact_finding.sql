with

findings as (

    select * from {{ ref('int_findings') }}

),

-- What becomes of a finding over versions is known when a version is published (flows/publishing/findings.py).
final as (

    select
        finding_key,
        report_key,
        unit_key,
        fiscal_year,
        rule_id,
        severity,
        reported_value,
        expected_value,
        difference,
        tolerance,
        message,
        source_page,
        source_line,
        cell_key,
        other_cell_key,
        fingerprint,
        place_key,
        cast(null as varchar) as first_seen_version,
        cast(null as varchar) as last_seen_version,
        cast(null as varchar) as news,
        cast(null as varchar) as fixed_by_report_key,
        status
    from findings

)

select * from final
