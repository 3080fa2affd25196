{{ config(materialized='incremental', incremental_strategy='by_report', on_schema_change='append_new_columns') }}

with

claims as (

    {{ claims_of(['比较']) }}

),

projects as (

    select
        report_key,
        max(value_amount) as most_left,
        arg_max(value_number, value_amount) as left_number,
        arg_max(concat(value_text, value_unit), value_amount) as left_text,
        arg_max(basis_text, value_amount) as project_name,
        arg_max(cell_key, value_amount) as cell_key
    from claims
    where
        relation = '结余'
        and basis_text is not null
        and doubt is null
    group by report_key

),

instances as (

    select
        claims.report_key,
        'TXT03' as rule_id,
        claims.claim_key as check_key,
        claims.value_amount <> 0 or projects.most_left = 0 as is_held,
        if(projects.report_key is null, '没有印出项目的结余', null) as not_evaluated_reason,
        claims.doubt,
        claims.value_number as reported_value,
        projects.left_number as expected_value,
        cast(null as double) as rounding,
        map {
            'line': coalesce(claims.subject_text, ''),
            'reported': concat(claims.value_text, claims.value_unit),
            'project': coalesce(projects.project_name, ''),
            'expected': coalesce(projects.left_text, '')
        } as operands,
        claims.source_page,
        claims.source_line,
        claims.cell_key,
        projects.cell_key as other_cell_key
    from claims
    left join projects on claims.report_key = projects.report_key
    where
        claims.relation = '结余'
        and claims.basis_text is null

),

{{ checked('instances', ['TXT03']) }}
