using Sync.Connectors.Files.Values;

namespace Sync.Connectors.Files.Orders;

/// <summary>Why a whole order does not go in.</summary>
/// <param name="Line">The line of the file that shows it.</param>
/// <param name="Why">The reason.</param>
/// <param name="OfRow">Whether that one row is bad by itself, and not only together with the others.</param>
internal sealed record Spoilt(long Line, Rejection Why, bool OfRow);
