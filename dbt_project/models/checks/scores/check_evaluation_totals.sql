{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

evaluations as (

    select *
    from {{ ref('mart_evaluation_audit') }}
    where {{ only_changed() }}

),

grades as (

    select
        grade,
        least_share,
        below_share
    from {{ ref('grade_bounds') }}

),

-- How exactly a total is printed: 96 may be the rounded sum of 96.4.
printed as (

    select
        evaluation_key,
        {{ printed_rounding('total_score_text', 1) }} as score_rounding
    from {{ ref('stg_evaluation_line') }}
    where {{ only_changed() }}

),

-- Lines whose weights or scores add up to what is printed were all read; else a line may have been missed.
complete as (

    select
        evaluations.*,
        printed.score_rounding,
        evaluations.weight_sum = coalesce(evaluations.total_weight, 100) as has_all_weights,
        abs(evaluations.score_sum - evaluations.total_score) <= printed.score_rounding as has_all_scores,
        concat_ws('·', evaluations.statement, evaluations.project_name) as place
    from evaluations
    inner join printed on evaluations.evaluation_key = printed.evaluation_key

),

weights_against_total as (

    select
        report_key,
        'SCO01' as rule_id,
        place as check_key,
        cast(null as boolean) as is_held,
        case
            when total_weight is null then '没有印出分值合计'
            when weight_sum is null then '有的指标没有印出分值'
        end as not_evaluated_reason,
        case when not coalesce(has_all_scores, false) then '得分之和与总分不等，可能漏读指标' end as doubt,
        total_weight as reported_value,
        weight_sum as expected_value,
        0 as rounding,
        map {
            'place': place,
            'reported': {{ shown_number('total_weight') }},
            'expected': {{ shown_number('weight_sum') }}
        } as operands,
        source_page,
        source_line,
        cell_key,
        cast(null as varchar) as other_cell_key
    from complete

),

weights_against_hundred as (

    select
        report_key,
        'SCO02' as rule_id,
        place as check_key,
        cast(null as boolean) as is_held,
        case when weight_sum is null then '有的指标没有印出分值' end as not_evaluated_reason,
        case when not coalesce(has_all_scores, false) then '得分之和与总分不等，可能漏读指标' end as doubt,
        weight_sum as reported_value,
        100 as expected_value,
        0 as rounding,
        map {
            'place': place,
            'reported': {{ shown_number('weight_sum') }},
            'expected': '100'
        } as operands,
        source_page,
        source_line,
        cell_key,
        cast(null as varchar) as other_cell_key
    from complete

),

scores_against_total as (

    select
        report_key,
        'SCO03' as rule_id,
        place as check_key,
        cast(null as boolean) as is_held,
        case
            when total_score is null then '没有印出总分'
            when score_sum is null then '有的指标没有印出得分'
        end as not_evaluated_reason,
        case when not coalesce(has_all_weights, false) then '分值之和与分值合计不等，可能漏读指标' end as doubt,
        total_score as reported_value,
        score_sum as expected_value,
        score_rounding as rounding,
        map {
            'place': place,
            'reported': {{ shown_number('total_score') }},
            'expected': {{ shown_number('score_sum') }}
        } as operands,
        source_page,
        source_line,
        cell_key,
        cast(null as varchar) as other_cell_key
    from complete

),

grades_against_scores as (

    select
        complete.report_key,
        'SCO08' as rule_id,
        complete.place as check_key,
        100 * facts.total_score / coalesce(facts.total_weight, 100) >= grades.least_share
        and 100 * facts.total_score / coalesce(facts.total_weight, 100) < grades.below_share as is_held,
        case
            when facts.grade is null then '没有印出等级'
            when facts.total_score is null then '没有印出总分'
            when grades.grade is null then '等级不在优、良、中、差之列'
        end as not_evaluated_reason,
        cast(null as varchar) as doubt,
        facts.total_score as reported_value,
        cast(null as decimal(20, 4)) as expected_value,
        0 as rounding,
        map {
            'place': complete.place,
            'reported': {{ shown_number('facts.total_score') }},
            'grade': facts.grade,
            'bounds': concat(grades.least_share, '分（含）至', grades.below_share, '分')
        } as operands,
        complete.source_page,
        complete.source_line,
        complete.cell_key,
        cast(null as varchar) as other_cell_key
    from complete
    inner join {{ ref('fact_evaluation') }} as facts on complete.evaluation_key = facts.evaluation_key
    left join grades on facts.grade = grades.grade

),

-- 产出指标（50分） against its lines, where every line prints a weight of its own.
levels as (

    select
        lines.report_key,
        concat_ws('·', lines.statement, lines.project_name, lines.level1) as place,
        lines.statement,
        lines.project_name,
        max(lines.level1_weight) as level_weight,
        sum(coalesce(lines.weight, lines.level3_weight)) as weight_sum,
        count(*) - count(coalesce(lines.weight, lines.level3_weight)) as lines_without_weight,
        min(lines.source_page) as source_page,
        min(lines.source_line) as source_line,
        arg_min(lines.cell_key, lines.line_no) as cell_key
    from {{ ref('stg_indicator_line') }} as lines
    where
        not lines.is_execution_rate
        and {{ only_changed('lines.report_key') }}
    group by
        lines.report_key,
        lines.statement_no,
        lines.statement,
        lines.project_name,
        lines.level1
    having max(lines.level1_weight) is not null

),

levels_against_lines as (

    select
        levels.report_key,
        'SCO09' as rule_id,
        levels.place as check_key,
        cast(null as boolean) as is_held,
        case when levels.lines_without_weight > 0 then '有的指标没有印出分值' end as not_evaluated_reason,
        case when not coalesce(complete.has_all_scores, false) then '得分之和与总分不等，可能漏读指标' end as doubt,
        levels.level_weight as reported_value,
        levels.weight_sum as expected_value,
        0 as rounding,
        map {
            'place': levels.place,
            'reported': {{ shown_number('levels.level_weight') }},
            'expected': {{ shown_number('levels.weight_sum') }}
        } as operands,
        levels.source_page,
        levels.source_line,
        levels.cell_key,
        cast(null as varchar) as other_cell_key
    from levels
    left join complete
        on
            levels.report_key = complete.report_key
            and levels.statement = complete.statement
            and levels.project_name is not distinct from complete.project_name

),

instances as (

    select * from weights_against_total

    union all

    select * from weights_against_hundred

    union all

    select * from scores_against_total

    union all

    select * from grades_against_scores

    union all

    select * from levels_against_lines

),

{{ checked('instances', ['SCO01', 'SCO02', 'SCO03', 'SCO08', 'SCO09']) }}
