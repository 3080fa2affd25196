with

rules as (

    select * from {{ ref('rules') }}

),

final as (

    select
        rule_id,
        title,
        title_en,
        description,
        severity,
        consequence,
        family,
        basis,
        message_template,
        tolerance_kind,
        tolerance,
        tolerance_reason,
        applies_to
    from rules

)

select * from final
