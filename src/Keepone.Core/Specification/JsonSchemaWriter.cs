using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Keepone.Core.Specification;

/// <summary>Prints a schema as JSON Schema (draft 2020-12), for editors.</summary>
public static class JsonSchemaWriter
{
    /// <summary>Writes the schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="title">Its title.</param>
    /// <returns>Indented JSON.</returns>
    public static string Write(ObjectSchema schema, string title)
    {
        ArgumentNullException.ThrowIfNull(schema);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            writer.WriteString("title", title);
            Body(writer, schema);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Body(Utf8JsonWriter writer, SchemaNode schema)
    {
        writer.WriteString("description", schema.Description);
        switch (schema)
        {
            case ObjectSchema node:
                writer.WriteString("type", "object");
                writer.WriteBoolean("additionalProperties", false);
                writer.WriteStartObject("properties");
                foreach (var property in node.Properties)
                {
                    writer.WriteStartObject(property.Name);
                    Body(writer, property.Schema);
                    writer.WriteEndObject();
                }

                writer.WriteEndObject();
                writer.WriteStartArray("required");
                foreach (var property in node.Properties.Where(property => property.Required))
                {
                    writer.WriteStringValue(property.Name);
                }

                writer.WriteEndArray();
                break;
            case MapSchema node:
                writer.WriteString("type", "object");
                writer.WriteNumber("maxProperties", node.AtMost);
                Child(writer, "propertyNames", node.Key);
                Child(writer, "additionalProperties", node.Value);
                break;
            case ListSchema node:
                writer.WriteString("type", "array");
                writer.WriteNumber("minItems", node.AtLeast);
                writer.WriteNumber("maxItems", node.AtMost);
                Child(writer, "items", node.Item);
                break;
            case ScalarSchema node:
                Constraint(writer, node.Json);
                break;
        }
    }

    private static void Child(Utf8JsonWriter writer, string name, SchemaNode schema)
    {
        writer.WriteStartObject(name);
        Body(writer, schema);
        writer.WriteEndObject();
    }

    private static void Constraint(Utf8JsonWriter writer, JsonConstraint json)
    {
        writer.WriteString("type", json.Type);
        if (json.Pattern is not null)
        {
            writer.WriteString("pattern", json.Pattern);
        }

        if (!json.Choices.IsEmpty)
        {
            writer.WriteStartArray("enum");
            foreach (var choice in json.Choices)
            {
                writer.WriteStringValue(choice);
            }

            writer.WriteEndArray();
        }

        if (json.Minimum is { } minimum)
        {
            writer.WriteNumber("minimum", minimum);
        }

        if (json.Maximum is { } maximum)
        {
            writer.WriteNumber("maximum", maximum);
        }
    }
}
