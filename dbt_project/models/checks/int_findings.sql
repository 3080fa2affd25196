with

results as (

    select * from {{ ref('int_check_results') }}
    where outcome = 'fail'

),

rules as (

    select
        rule_id,
        message_template
    from {{ ref('rules') }}

),

reports as (

    select
        report_key,
        unit_key,
        fiscal_year,
        report_type,
        file_sha256
    from {{ ref('int_report_versions') }}

),

identified as (

    select
        results.*,
        {{ with_difference('results.operands', 'results.difference') }} as shown_operands,
        rules.message_template,
        {{ hashed_key([
            'results.rule_id',
            'coalesce(reports.unit_key, reports.file_sha256)',
            'reports.fiscal_year',
            'reports.report_type',
            "results.operands['statement']",
            "results.operands['line']",
            "results.operands['column']",
            'results.reported_value',
            'results.expected_value',
        ]) }} as fingerprint
    from results
    inner join rules on results.rule_id = rules.rule_id
    inner join reports on results.report_key = reports.report_key

),

numbered as (

    select
        *,
        {{ told_message('message_template', 'shown_operands') }} as message, -- noqa: PRS,LT05
        row_number() over (
            partition by report_key, fingerprint
            order by check_key, source_page, source_line, cell_key
        ) as ordinal
    from identified

),

final as (

    select
        {{ hashed_key(['report_key', 'fingerprint', 'ordinal']) }} as finding_key,
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
        cast(null as varchar) as first_seen_version,
        'open' as status
    from numbered

)

select * from final
