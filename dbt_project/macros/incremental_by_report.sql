{#
  Incremental strategy: all rows of a changed report are replaced together, so that a report that has no rows any more
  (superseded, quarantined, recognised anew, gone) loses its old ones. Models read their changed reports by `only_changed`.
#}
{% macro get_incremental_by_report_sql(arg_dict) -%}
    {%- set columns = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    delete from {{ arg_dict['target_relation'] }}
    where report_key in (select report_key from {{ ref('int_changed_reports') }});
    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }}
    from {{ arg_dict['temp_relation'] }};
{%- endmacro %}

{% macro only_changed(report_key='report_key') -%}
    {%- set changed_reports = ref('int_changed_reports') -%}
    {%- if is_incremental() -%}
        {{ report_key }} in (select changed.report_key from {{ changed_reports }} as changed)
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}
