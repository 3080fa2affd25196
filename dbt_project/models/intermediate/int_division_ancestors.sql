{{ config(materialized='view') }}

with

divisions as (

    select distinct
        code,
        parent_code
    from {{ ref('divisions') }}

),

parents as (

    select
        code,
        parent_code as ancestor_code
    from divisions
    where parent_code is not null

),

grandparents as (

    select
        parents.code,
        divisions.parent_code as ancestor_code
    from parents
    inner join divisions on parents.ancestor_code = divisions.code
    where divisions.parent_code is not null

),

final as (

    select * from parents
    union distinct
    select * from grandparents

)

select
    code,
    ancestor_code
from final
