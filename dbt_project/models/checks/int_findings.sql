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
    where {{ is_waiver_valid() }}

),

-- What a report itself says of rounding: two sums and their difference, which is true, or only that there is one.
explanations as (

    select
        report_key,
        value_number as one_sum,
        base_number as other_sum,
        change_number as apart
    from {{ ref('int_claims') }}
    where
        claim_type = '舍入说明'
        and doubt is null
        and (change_amount is null or abs(abs(value_amount - base_amount) - change_amount) <= change_half)

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
        ]) }} as fingerprint,
        {{ hashed_key([
            'results.rule_id',
            'coalesce(reports.unit_key, reports.file_sha256)',
            'reports.fiscal_year',
            'reports.report_type',
            "results.operands['statement']",
            "results.operands['line']",
            "results.operands['column']",
        ]) }} as place_key
    from results
    inner join rules on results.rule_id = rules.rule_id
    inner join reports on results.report_key = reports.report_key

),

-- A difference of two sums that the report names, with these sums; any difference that rounding may make where it only
-- says so.
explained as (

    select distinct
        identified.report_key,
        identified.fingerprint
    from identified
    inner join explanations on identified.report_key = explanations.report_key
    where
        identified.difference is not null
        and (
            (
                explanations.apart = abs(identified.difference)
                and (
                    identified.reported_value in (explanations.one_sum, explanations.other_sum)
                    or identified.expected_value in (explanations.one_sum, explanations.other_sum)
                )
            )
            or (
                explanations.apart is null
                and identified.severity = 'info'
                and identified.tolerance > 0
            )
        )

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
        numbered.place_key,
        case
            when waivers.fingerprint is not null then 'waived'
            when explained.fingerprint is not null then 'explained'
            else 'open'
        end as status
    from numbered
    left join waivers on numbered.fingerprint = waivers.fingerprint
    left join explained
        on
            numbered.report_key = explained.report_key
            and numbered.fingerprint = explained.fingerprint

)

select * from final
