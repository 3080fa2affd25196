with

named as (

    select
        report_key,
        project_name
    from {{ ref('stg_evaluation_line') }}
    union distinct
    select
        report_key,
        project_name
    from {{ ref('stg_indicator_line') }}
    union distinct
    select
        report_key,
        project_name
    from {{ ref('stg_statement_line') }}

),

final as (

    select
        report_key,
        string_agg(distinct {{ folded('project_name') }}, '|' order by {{ folded('project_name') }}) as project_set
    from named
    where project_name is not null
    group by report_key

)

select
    report_key,
    project_set
from final
