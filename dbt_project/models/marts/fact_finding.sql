with

findings as (

    select * from {{ ref('int_findings') }}

),

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
        first_seen_version,
        status
    from findings

)

select * from final
