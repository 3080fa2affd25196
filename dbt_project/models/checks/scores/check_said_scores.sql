{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

reports as (

    select
        report_key,
        file_sha256,
        part_no
    from {{ ref('int_report_versions') }}
    where
        is_published
        and {{ only_changed() }}

),

-- Text of a file with several reports is compared with the first of them.
said as (

    select
        reports.report_key,
        blocks.block_no,
        blocks.text,
        regexp_extract({{ folded('blocks.text') }}, '{{ var('said_score_pattern') }}', 1) as score_text,
        regexp_matches(blocks.text, '{{ var('whole_unit_words') }}') as is_whole,
        blocks.source_page,
        blocks.source_line
    from reports
    inner join {{ ref('stg_report_block') }} as blocks on reports.file_sha256 = blocks.file_sha256
    where
        reports.part_no = 1
        and blocks.kind = 'text'
        and contains(blocks.text, '分')

),

scored as (

    select
        *,
        cast(score_text as decimal(20, 4)) as score
    from said
    where score_text <> ''

),

-- The unit's own form, and how many there are beside it.
totals as (

    select
        report_key,
        count(*) as forms,
        count(distinct total_score) filter (where project_name is null) as unit_scores,
        min(total_score) filter (where project_name is null) as unit_score,
        arg_min(statement, source_line) filter (where project_name is null) as statement,
        min(cell_key) filter (where project_name is null) as cell_key,
        list(total_score) as scores
    from {{ ref('int_evaluations') }}
    where
        total_score is not null
        and {{ only_changed() }}
    group by report_key

),

instances as (

    select
        scored.report_key,
        'SCO10' as rule_id,
        concat_ws('|', scored.block_no, scored.score_text) as check_key,
        if(list_contains(totals.scores, scored.score), true, null) as is_held,
        case
            when totals.unit_score is null then '没有印出部门整体自评表的总分'
            when totals.unit_scores > 1 then '自评表印出几个不同的总分'
        end as not_evaluated_reason,
        if(not scored.is_whole and totals.forms > 1, '不能确定正文所说的是哪张自评表', null) as doubt,
        scored.score as reported_value,
        totals.unit_score as expected_value,
        0 as rounding,
        map {
            'statement': coalesce(totals.statement, ''),
            'reported': scored.score_text,
            'expected': coalesce({{ shown_number('totals.unit_score') }}, '')
        } as operands,
        scored.source_page,
        scored.source_line,
        cast(null as varchar) as cell_key,
        totals.cell_key as other_cell_key
    from scored
    left join totals on scored.report_key = totals.report_key

),

{{ checked('instances', ['SCO10']) }}
