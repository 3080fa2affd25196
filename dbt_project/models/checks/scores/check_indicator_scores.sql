{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

{%- set operands -%}
map {
            'place': place,
            'target': target_text,
            'actual': actual_text,
            'weight': {{ shown_number('weight') }},
            'score': {{ shown_number('score') }},
            'expected': {{ shown_number('recomputed_score') }},
            'target_unit': target_unit,
            'actual_unit': actual_unit
        }
{%- endset %}

with

lines as (

    select
        *,
        concat_ws('·', statement, project_name, level1, level2, level3) as place,
        row_number() over (
            partition by
                report_key,
                statement,
                project_name,
                level1,
                level2,
                level3
            order by
                source_page,
                source_line,
                indicator_score_key
        ) as ordinal
    from {{ ref('mart_score_audit') }}
    where {{ only_changed() }}

),

targets as (

    select
        indicator_score_key,
        target_operator,
        target_value,
        target_unit,
        actual_unit
    from {{ ref('fact_indicator_score') }}
    where {{ only_changed() }}

),

evaluations as (

    select
        report_key,
        statement,
        project_name,
        bool_and(coalesce(weight_sum = coalesce(total_weight, 100), false)) as has_all_weights
    from {{ ref('mart_evaluation_audit') }}
    where {{ only_changed() }}
    group by
        report_key,
        statement,
        project_name

),

-- A line of the same evaluation with the same target and the same result, which lost points for it.
stricter as (

    select distinct
        report_key,
        statement,
        project_name,
        target_text,
        actual_text
    from lines
    where
        not is_target_met
        and score < weight

),

placed as (

    select
        lines.*,
        concat_ws('·', lines.place, nullif(lines.ordinal, 1)) as line_key,
        targets.target_unit,
        targets.actual_unit,
        -- An = target says no direction, but nothing lies above 100 %.
        targets.target_operator = '=' and not (targets.target_value = 100 and targets.target_unit = '%')
            as is_direction_open,
        evaluations.has_all_weights,
        stricter.report_key is not null as is_judged_unevenly
    from lines
    inner join targets on lines.indicator_score_key = targets.indicator_score_key
    left join evaluations
        on
            lines.report_key = evaluations.report_key
            and lines.statement = evaluations.statement
            and lines.project_name is not distinct from evaluations.project_name
    left join stricter
        on
            lines.report_key = stricter.report_key
            and lines.statement = stricter.statement
            and lines.project_name is not distinct from stricter.project_name
            and lines.target_text = stricter.target_text
            and lines.actual_text = stricter.actual_text

),

asked as (

    select
        report_key,
        'SCO04' as rule_id,
        line_key,
        score between 0 and weight as is_held,
        case when weight is null or score is null then '没有印出分值或得分' end as not_evaluated_reason,
        if(has_all_weights, null, '分值之和与分值合计不等，可能读错栏') as doubt,
        score as reported_value,
        weight as expected_value,
        place,
        target_text,
        actual_text,
        weight,
        score,
        recomputed_score,
        target_unit,
        actual_unit,
        source_page,
        source_line,
        cell_key
    from placed

    union all

    select
        report_key,
        'SCO05' as rule_id,
        line_key,
        not is_lost_without_reason as is_held,
        case when is_target_met is null then coalesce(not_computed_reason, '没有指标值') end as not_evaluated_reason,
        null as doubt,
        score as reported_value,
        weight as expected_value,
        place,
        target_text,
        actual_text,
        weight,
        score,
        recomputed_score,
        target_unit,
        actual_unit,
        source_page,
        source_line,
        cell_key
    from placed
    where not is_execution_rate

    union all

    select
        report_key,
        if(is_judged_unevenly, 'SCO07', 'SCO06') as rule_id,
        line_key,
        not is_full_for_missed as is_held,
        case when is_target_met is null then coalesce(not_computed_reason, '没有指标值') end as not_evaluated_reason,
        if(is_direction_open, '指标值未写明方向', null) as doubt,
        score as reported_value,
        null as expected_value,
        place,
        target_text,
        actual_text,
        weight,
        score,
        recomputed_score,
        target_unit,
        actual_unit,
        source_page,
        source_line,
        cell_key
    from placed
    where not is_execution_rate

    union all

    select
        report_key,
        'EXE02' as rule_id,
        line_key,
        verdict = '一致' as is_held,
        not_computed_reason as not_evaluated_reason,
        null as doubt,
        score as reported_value,
        recomputed_score as expected_value,
        place,
        target_text,
        actual_text,
        weight,
        score,
        recomputed_score,
        target_unit,
        actual_unit,
        source_page,
        source_line,
        cell_key
    from placed
    where is_execution_rate

    union all

    select
        report_key,
        'IND01' as rule_id,
        line_key,
        {{ folded('target_unit') }} = {{ folded('actual_unit') }} as is_held,
        case when target_unit is null or actual_unit is null then '没有印出计量单位' end as not_evaluated_reason,
        null as doubt,
        null as reported_value,
        null as expected_value,
        place,
        target_text,
        actual_text,
        weight,
        score,
        recomputed_score,
        target_unit,
        actual_unit,
        source_page,
        source_line,
        cell_key
    from placed
    where not is_execution_rate

),

instances as (

    select
        *,
        line_key as check_key,
        0 as rounding,
        cast(null as varchar) as other_cell_key
    from asked

),

{{ checked('instances', ['SCO04', 'SCO05', 'SCO06', 'SCO07', 'EXE02', 'IND01'], operands) }}
