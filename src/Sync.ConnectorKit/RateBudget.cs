namespace Sync.ConnectorKit;

/// <summary>How fast a connection may ask its POS.</summary>
/// <param name="InFlight">Requests under way at once.</param>
public sealed record RateBudget(int InFlight);
