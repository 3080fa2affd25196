with

reports as (

    select report_key
    from {{ ref('dim_report') }}
    where
        is_current
        and quality_status <> 'quarantined'

),

contradicted as (

    select distinct report_key
    from {{ ref('fact_finding') }}
    where
        severity = 'critical'
        and status = 'open'

),

-- A rule is evaluated for a report where it compared anything at all.
checked as (

    select
        report_key,
        rule_id,
        bool_and(outcome = 'not_evaluated') as is_not_evaluated
    from {{ ref('int_check_results') }}
    group by
        report_key,
        rule_id

),

reports_counted as (

    select
        count(*) as report_count,
        count(contradicted.report_key) as critical_report_count
    from reports
    left join contradicted on reports.report_key = contradicted.report_key

),

checks_counted as (

    select
        count(*) as check_count,
        count(*) filter (where is_not_evaluated) as not_evaluated_count
    from checked

),

final as (

    select
        cast(reports_counted.report_count as integer) as report_count,
        cast(reports_counted.critical_report_count as integer) as critical_report_count,
        cast(reports_counted.critical_report_count / nullif(reports_counted.report_count, 0) as decimal(9, 4))
            as critical_share,
        cast({{ var('most_critical_share') }} as decimal(9, 4)) as most_critical_share,
        cast(checks_counted.check_count as integer) as check_count,
        cast(checks_counted.not_evaluated_count as integer) as not_evaluated_count,
        cast(checks_counted.not_evaluated_count / nullif(checks_counted.check_count, 0) as decimal(9, 4))
            as not_evaluated_share,
        cast({{ var('most_not_evaluated_share') }} as decimal(9, 4)) as most_not_evaluated_share,
        reports_counted.report_count >= {{ var('least_reports_bounded') }} as is_bounded
    from reports_counted
    cross join checks_counted

)

select * from final
