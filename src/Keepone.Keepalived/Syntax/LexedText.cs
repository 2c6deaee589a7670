using System.Collections.Immutable;

namespace Keepone.Keepalived.Syntax;

/// <summary>A text as its tokens.</summary>
/// <param name="Lines">The lines that mean something, in their order.</param>
/// <param name="End">The end, with all that stands after the last line that means something.</param>
/// <param name="Errors">What could not be read.</param>
internal sealed record LexedText(ImmutableArray<ImmutableArray<SyntaxToken>> Lines, SyntaxToken End, ImmutableArray<SyntaxError> Errors);
