{#
  The name of an indicator level: no blanks, no 指标1： prefix, no score in brackets, no stray bracket at the end. Most names have
  none of these, and to see that costs a tenth of what replacing nothing does.
#}
{% macro level_name(text) -%}
    nullif(
        case
            when regexp_matches({{ text }}, '指\s*标|[（()）]')
                then regexp_replace(
                    regexp_replace(
                        regexp_replace({{ squeezed(text) }}, '^指标[0-9０-９一二三四五六七八九十]*[：:、.]', ''),
                        '[（(][0-9０-９.．]+分?[)）]', '', 'g'
                    ),
                    '[（(](?:[0-9０-９.．]+分?)?$|^([^（(]*)[)）]$', '\1'
                )
            else {{ squeezed(text) }}
        end,
        ''
    )
{%- endmacro %}

{# The score in brackets behind a level's name: （50分） is 50. #}
{% macro level_weight(text) -%}
    case
        when regexp_matches({{ text }}, '[（(]')
            then try_cast(
                nullif(regexp_extract({{ folded(text) }}, '\(([0-9]+(?:\.[0-9]+)?)分?\)?$', 1), '') as decimal(9, 2)
            )
    end
{%- endmacro %}

{# A cell's text for people: trimmed, line breaks removed, NULL when nothing is left. #}
{% macro cell_text(text) -%}
    nullif(trim(regexp_replace({{ text }}, '\s*[\r\n\v]+\s*', '', 'g'), ' 　' || chr(9)), '')
{%- endmacro %}
