{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

lines as (

    select *
    from {{ ref('stg_indicator_line') }}
    where {{ only_changed() }}

),

reports as (

    select
        report_key,
        unit_key,
        fiscal_year
    from {{ ref('int_report_versions') }}

),

measure_words as (

    select
        words_before,
        words_after,
        longest_after
    from {{ ref('int_measure_words') }}

),

named as (

    select
        lines.* exclude (level1, level2, level3, target_text),
        reports.unit_key,
        coalesce(lines.title_year, reports.fiscal_year) as fiscal_year,
        measure_words.words_before,
        measure_words.words_after,
        measure_words.longest_after,
        case when lines.is_execution_rate then '预算执行' else lines.level1 end as level1,
        case when lines.is_execution_rate then '预算执行率' else lines.level2 end as level2,
        case when lines.is_execution_rate then '预算执行率' else lines.level3 end as level3,
        -- 性质, 指标值 and 度量单位 as three columns: ≥ 90 % is one target. A 定性 in the first says nothing to join.
        case
            when lines.target_text is not null
                then concat(
                    if(
                        measure_words.words_before[{{ folded('lines.property_text') }}] is not null
                        and not starts_with(lines.target_text, lines.property_text),
                        lines.property_text,
                        ''
                    ),
                    lines.target_text,
                    if(regexp_matches(lines.target_text, '[0-9０-９]$'), coalesce(lines.unit_text, ''), '')
                )
        end as target_text
    from lines
    inner join reports on lines.report_key = reports.report_key
    cross join measure_words

),

grouped as (

    select
        *,
        {{ folded('target_text') }} as target_key,
        {{ folded('actual_text') }} as actual_key,
        count(*) over (
            partition by
                report_key,
                statement_no,
                level1,
                level2
        ) as lines_in_level2,
        count(*) over (
            partition by
                report_key,
                statement_no,
                level1
        ) as lines_in_level1
    from named

),

-- A score printed behind a level's name is the line's own where the level has no other line: 产出指标（50分） is not the
-- weight of each of its indicators.
weighed as (

    select
        *,
        case
            when weight_text is not null then weight
            when level3_weight is not null then level3_weight
            when level2_weight is not null and (level3 is null or lines_in_level2 = 1) then level2_weight
            when
                level1_weight is not null
                and level2_weight is null
                and (coalesce(level2, level3) is null or lines_in_level1 = 1)
                then level1_weight
        end as line_weight,
        row_number() over (
            partition by
                report_key,
                fiscal_year,
                statement,
                project_name,
                level1,
                level2,
                level3
            order by
                statement_no,
                line_no
        ) as ordinal
    from grouped

),

parted as (

    select
        *,
        {{ measure_parts('target_key') }} as target_parts,
        {{ measure_parts('actual_key') }} as actual_parts
    from weighed

),

measured as (

    select
        *,
        {{ measure_end('target') }} as target_end,
        {{ measure_end('actual') }} as actual_end
    from parted

),

final as (

    select
        {{ hashed_key([
            'report_key',
            'fiscal_year',
            'statement',
            'project_name',
            'level1',
            'level2',
            'level3',
            'ordinal',
        ]) }} as indicator_score_key,
        report_key,
        unit_key,
        fiscal_year,
        project_name,
        statement,
        level1,
        level2,
        level3,
        target_text,
        {{ measure_operator('target') }} as target_operator,
        {{ measure_value('target') }} as target_value,
        {{ measure_unit('target') }} as target_unit,
        actual_text,
        {{ measure_operator('actual') }} as actual_operator,
        {{ measure_value('actual') }} as actual_value,
        case
            when {{ measure_value('actual') }} is not null
                then coalesce({{ measure_unit('actual') }}, unit_text)
        end as actual_unit,
        line_weight as weight,
        weight_text,
        score,
        score_text,
        deviation_text,
        source_page,
        source_line,
        cell_key
    from measured

)

select * from final
