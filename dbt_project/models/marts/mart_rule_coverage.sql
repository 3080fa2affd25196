with

rules as (

    select rule_id
    from {{ ref('rules') }}

),

results as (

    select
        report_key,
        rule_id,
        outcome,
        not_evaluated_reason
    from {{ ref('int_check_results') }}

),

counted as (

    select
        rule_id,
        count(distinct report_key) as report_count,
        count(*) filter (where outcome = 'pass') as pass_count,
        count(*) filter (where outcome = 'fail') as fail_count,
        count(*) filter (where outcome = 'not_evaluated') as not_evaluated_count,
        count(distinct report_key) filter (where outcome = 'fail') as failing_report_count,
        mode(not_evaluated_reason) as main_not_evaluated_reason
    from results
    group by rule_id

),

final as (

    select
        rules.rule_id,
        cast(coalesce(counted.report_count, 0) as integer) as report_count,
        cast(coalesce(counted.pass_count, 0) as integer) as pass_count,
        cast(coalesce(counted.fail_count, 0) as integer) as fail_count,
        cast(coalesce(counted.not_evaluated_count, 0) as integer) as not_evaluated_count,
        cast(coalesce(counted.failing_report_count, 0) as integer) as failing_report_count,
        counted.main_not_evaluated_reason
    from rules
    left join counted on rules.rule_id = counted.rule_id

)

select * from final
