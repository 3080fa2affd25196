{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

-- Headcounts of the reporting unit itself; where a report gives two of one kind, nobody knows which a rate is of.
counts as (

    select
        staffing.report_key,
        max(staffing.headcount) filter (where staffing.staff_category = '编制') as established,
        count(distinct staffing.headcount) filter (where staffing.staff_category = '编制') as established_counts,
        max(staffing.headcount) filter (where staffing.staff_category = '在职') as in_post,
        count(distinct staffing.headcount) filter (where staffing.staff_category = '在职') as in_post_counts,
        min(staffing.cell_key) filter (where staffing.staff_category = '在职') as in_post_cell_key
    from {{ ref('int_staffing') }} as staffing
    where
        staffing.left_out_reason is null
        and {{ only_changed() }}
    group by staffing.report_key

),

claims as (

    {{ claims_of(['比率', '比较']) }}

),

said as (

    select
        report_key,
        claim_key as check_key,
        'STF02' as rule_id,
        percent_text,
        percent_number,
        percent_half,
        doubt,
        sentence,
        source_page,
        source_line,
        cell_key
    from claims
    where relation = '控制率'

    union all

    select
        claims.report_key,
        claims.claim_key as check_key,
        'STF03' as rule_id,
        claims.percent_text,
        claims.percent_number,
        claims.percent_half,
        claims.doubt,
        claims.sentence,
        claims.source_page,
        claims.source_line,
        claims.cell_key
    from claims
    where
        claims.relation = '以内'
        and claims.basis_text = '编制'
        -- a rate in the same sentence says the same
        and not exists (
            select 1
            from claims as rates
            where
                rates.report_key = claims.report_key
                and rates.sentence = claims.sentence
                and rates.relation = '控制率'
        )

    union all

    select
        report_key,
        staffing_key as check_key,
        'STF02' as rule_id,
        concat(cast(control_rate as varchar), '%') as percent_text,
        cast(control_rate as double) as percent_number,
        0.005 as percent_half,
        cast(null as varchar) as doubt,
        cast(null as varchar) as sentence,
        source_page,
        source_line,
        cell_key
    from {{ ref('int_staffing') }}
    where
        control_rate is not null
        and left_out_reason is null
        and cell_key not in (select claims.cell_key from claims)
        and {{ only_changed() }}

),

paired as (

    select
        said.*,
        counts.established,
        counts.in_post,
        counts.in_post_cell_key,
        100.0 * counts.in_post / nullif(counts.established, 0) as expected_percent,
        case
            when counts.established is null or counts.in_post is null then '没有印出编制数和在职人数'
            when counts.established_counts > 1 or counts.in_post_counts > 1 then '印出几个编制数或在职人数'
            when counts.established = 0 then '编制数为零'
        end as not_evaluated_reason
    from said
    left join counts on said.report_key = counts.report_key

),

instances as (

    select
        report_key,
        rule_id,
        check_key,
        if(rule_id = 'STF03', in_post <= established, null) as is_held,
        not_evaluated_reason,
        doubt,
        if(rule_id = 'STF03', in_post, percent_number) as reported_value,
        if(rule_id = 'STF03', established, expected_percent) as expected_value,
        percent_half as rounding,
        map {
            'line': '在职人员控制率',
            'established': coalesce(cast(established as varchar), ''),
            'in_post': coalesce(cast(in_post as varchar), ''),
            'reported': coalesce(percent_text, ''),
            'expected': coalesce({{ shown_as('expected_percent', 'coalesce(percent_half, 0.005)') }}, '')
        } as operands,
        source_page,
        source_line,
        cell_key,
        in_post_cell_key as other_cell_key
    from paired

),

{{ checked('instances', ['STF02', 'STF03']) }}
