using System.Collections.Immutable;

namespace Keepone.Core.Specification;

/// <summary>What a node of a configuration file may be. The reader checks against it and the JSON Schema is printed from it: one source.</summary>
/// <param name="Description">What the node means, for the published schema.</param>
public abstract record SchemaNode(string Description);

/// <summary>A scalar.</summary>
/// <param name="Description">What it means.</param>
/// <param name="Expected">What is expected, to follow the word "expected" in an error.</param>
/// <param name="Parse">Reads the text; null when it is none.</param>
/// <param name="Json">Its constraints in the published schema.</param>
public sealed record ScalarSchema(string Description, string Expected, Func<string, object?> Parse, JsonConstraint Json) : SchemaNode(Description);

/// <summary>The constraints of a scalar in JSON Schema's words.</summary>
/// <param name="Type">string, integer or boolean.</param>
/// <param name="Pattern">A regular expression, or null.</param>
/// <param name="Choices">The allowed values, or empty.</param>
/// <param name="Minimum">The least number, or null.</param>
/// <param name="Maximum">The greatest number, or null.</param>
public sealed record JsonConstraint(string Type, string? Pattern, ImmutableArray<string> Choices, long? Minimum, long? Maximum);

/// <summary>A mapping with known keys; every other key is an error.</summary>
/// <param name="Description">What it means.</param>
/// <param name="Properties">The keys, in the order of the documentation.</param>
public sealed record ObjectSchema(string Description, ImmutableArray<SchemaProperty> Properties) : SchemaNode(Description);

/// <summary>A key of a mapping.</summary>
/// <param name="Name">The key.</param>
/// <param name="Schema">What its value may be.</param>
/// <param name="Required">Whether it must be there.</param>
/// <param name="Remedy">What to do when it is missing or wrong; empty when the expectation says it.</param>
public sealed record SchemaProperty(string Name, SchemaNode Schema, bool Required = false, string Remedy = "");

/// <summary>A sequence.</summary>
/// <param name="Description">What it means.</param>
/// <param name="Item">What each item may be.</param>
/// <param name="AtMost">The most items.</param>
/// <param name="AtLeast">The least number of items.</param>
public sealed record ListSchema(string Description, SchemaNode Item, int AtMost, int AtLeast = 0) : SchemaNode(Description);

/// <summary>A mapping with free keys.</summary>
/// <param name="Description">What it means.</param>
/// <param name="Key">What each key may be.</param>
/// <param name="Value">What each value may be.</param>
/// <param name="AtMost">The most entries.</param>
public sealed record MapSchema(string Description, ScalarSchema Key, SchemaNode Value, int AtMost) : SchemaNode(Description);
