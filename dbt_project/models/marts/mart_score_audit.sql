{#-
  Each indicator's score computed again from what is printed: a target that is met gives the weight, a missed one its share
  (正向 actual ÷ target, 反向 target ÷ actual; 绩效自评表填报说明). Words, ranges and unlike units are not computed.
-#}
with

indicators as (

    select * from {{ ref('fact_indicator_score') }}

),

-- How exactly the score is printed: 14 may be 13.86, 13.9 may not be 13.86 ± 0.5.
printed as (

    select
        indicator_score_key,
        {{ printed_rounding('score_text', 1) }} as score_rounding
    from {{ ref('int_indicator_scores') }}

),

directions as (

    select
        level2_key,
        direction
    from {{ ref('indicator_directions') }}

),

directed as (

    select
        indicators.*,
        printed.score_rounding,
        indicators.level1 = '预算执行' and indicators.level3 = '预算执行率' and indicators.target_value is null
            as is_execution_rate,
        coalesce(
            indicators.target_operator = '<='
            or (indicators.target_operator = '=' and directions.direction = '反向'),
            false
        ) as is_reverse,
        indicators.target_unit is null
        or indicators.actual_unit is null
        or {{ folded('indicators.target_unit') }} = {{ folded('indicators.actual_unit') }} as has_like_units
    from indicators
    inner join printed on indicators.indicator_score_key = printed.indicator_score_key
    left join directions on {{ folded('indicators.level2') }} = directions.level2_key

),

explained as (

    select
        *,
        case
            when weight is null then '未印分值'
            when score is null then '未印得分'
            when actual_text is null then '未填实际完成值'
            when actual_value is null then '实际完成值不是单个数字'
            when is_execution_rate then if(actual_unit = '%', null, '执行率不是百分数')
            when target_text is null then '未填指标值'
            when target_value is null then '指标值不是单个数字'
            when target_value <= 0 then '指标值为零'
            when not has_like_units then '指标值与实际完成值单位不同'
            when is_reverse and actual_operator = '>=' then '实际完成值只给出下限'
            when not is_reverse and actual_operator = '<=' then '实际完成值只给出上限'
            when not is_reverse and actual_operator = '>=' and actual_value < target_value then '实际完成值只给出下限'
            when is_reverse and actual_operator = '<=' and actual_value > target_value then '实际完成值只给出上限'
        end as not_computed_reason
    from directed

),

compared as (

    select
        *,
        case
            when not_computed_reason is not null or is_execution_rate then null
            when is_reverse then actual_value <= target_value
            else actual_value >= target_value
        end as is_target_met,
        case
            when not_computed_reason is not null then null
            when is_execution_rate then least(actual_value, 100) / 100
            when is_reverse then if(actual_value <= target_value, 1, target_value / actual_value)
            else least(actual_value / target_value, 1)
        end as share
    from explained

),

computed as (

    select
        *,
        cast(round(weight * if(share < 0, 0, share), 2) as decimal(9, 2)) as recomputed_score
    from compared

),

final as (

    select
        indicator_score_key,
        report_key,
        unit_key,
        fiscal_year,
        statement,
        project_name,
        level1,
        level2,
        level3,
        target_text,
        actual_text,
        deviation_text,
        weight,
        score,
        recomputed_score,
        cast(score - recomputed_score as decimal(9, 2)) as difference,
        is_execution_rate,
        is_target_met,
        coalesce(is_target_met and score < weight and deviation_text is null, false) as is_lost_without_reason,
        coalesce(not is_target_met and score = weight, false) as is_full_for_missed,
        case
            when recomputed_score is null then '无法测算'
            when abs(score - recomputed_score) <= score_rounding then '一致'
            -- points for the execution rate are cut off as often as rounded: 9.949 is printed 9.94 or 9.95
            when
                is_execution_rate
                and weight * share > score
                and weight * share - score < 2 * score_rounding
                then '一致'
            when score > recomputed_score then '高于测算'
            else '低于测算'
        end as verdict,
        not_computed_reason,
        source_page,
        source_line,
        cell_key
    from computed

)

select * from final
