using Keepone.Keepalived.Syntax;

namespace Keepone.Keepalived.Model;

/// <summary>A value that a configuration gives; what it does not give is null where this stands.</summary>
/// <typeparam name="T">Its type.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="Place">Where it is given; the last time, when several times.</param>
public sealed record Given<T>(T Value, Place Place);
