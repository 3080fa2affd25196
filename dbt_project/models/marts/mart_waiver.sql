with

waivers as (

    select
        fingerprint,
        reason,
        who,
        valid_until,
        {{ is_waiver_valid() }} as is_valid
    from {{ ref('waivers') }}

),

findings as (

    select
        fingerprint,
        min(finding_key) as finding_key
    from {{ ref('fact_finding') }}
    group by fingerprint

),

final as (

    select
        waivers.fingerprint,
        waivers.reason,
        waivers.who,
        waivers.valid_until,
        case
            when findings.fingerprint is null then '没有对应的矛盾'
            when waivers.is_valid then '有效'
            else '已过期'
        end as state,
        findings.finding_key
    from waivers
    left join findings on waivers.fingerprint = findings.fingerprint

)

select * from final
