{{ config(materialized='view') }}

with

function_accounts as (

    select
        code,
        name
    from {{ ref('function_accounts') }}

),

economic_accounts as (

    select
        code,
        name
    from {{ ref('economic_accounts') }}

),

synonyms as (

    select
        name_key,
        classification,
        code
    from {{ ref('account_synonyms') }}

),

-- Names of accounts as labels print them; former names of an account mean it as well.
final as (

    select distinct
        'function' as classification,
        {{ folded('name') }} as name_key,
        code
    from function_accounts

    union distinct

    select distinct
        'economic' as classification,
        {{ folded('name') }} as name_key,
        code
    from economic_accounts

    union distinct

    select
        classification,
        name_key,
        code
    from synonyms

)

select
    classification,
    name_key,
    code
from final
