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

-- What a person looked at and accepted, until a day or for good.
waivers as (

    select fingerprint
    from {{ ref('waivers') }}
    where
        valid_until is null
        or valid_until >= current_date

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
        {{ hashed_key(['numbered.report_key', 'numbered.fingerprint', 'numbered.ordinal']) }} as finding_key,
        numbered.report_key,
        numbered.unit_key,
        numbered.fiscal_year,
        numbered.rule_id,
        numbered.severity,
        numbered.reported_value,
        numbered.expected_value,
        numbered.difference,
        numbered.tolerance,
        numbered.message,
        numbered.source_page,
        numbered.source_line,
        numbered.cell_key,
        numbered.other_cell_key,
        numbered.fingerprint,
        cast(null as varchar) as first_seen_version,
        if(waivers.fingerprint is null, 'open', 'waived') as status
    from numbered
    left join waivers on numbered.fingerprint = waivers.fingerprint

)

select * from final
