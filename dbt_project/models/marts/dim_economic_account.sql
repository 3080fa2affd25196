with

accounts as (

    select * from {{ ref('economic_accounts') }}

),

-- Former names of a code stay in the seed; here stands the one in use, else the last.
final as (

    select
        code,
        name,
        parent_code,
        level,
        valid_from,
        valid_to
    from accounts
    qualify
        row_number() over (
            partition by code
            order by
                valid_to desc nulls first,
                valid_from desc nulls last
        ) = 1

)

select * from final
