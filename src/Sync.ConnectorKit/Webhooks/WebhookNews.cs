namespace Sync.ConnectorKit.Webhooks;

/// <summary>What a genuine webhook says. All of it is a hint: what is stored is read from the POS again.</summary>
/// <param name="EventId">The same for each delivery of one event, different for different events; made of what the POS says of it where it has no such id.</param>
public sealed record WebhookNews(string EventId)
{
    /// <summary>
    /// What a genuine delivery tells that is of another account than the connection's: nothing. It is answered like any other, since
    /// a POS switches off an address that refuses what it signed.
    /// </summary>
    /// <param name="delivery">As it came.</param>
    /// <param name="account">What this POS calls an account, such as <c>shop</c>.</param>
    public static WebhookNews OfAnother(WebhookDelivery delivery, string account) =>
        new(WebhookBody.Digest(delivery.Body.Span)) { Remark = $"nothing in it is of this {account}" };

    /// <summary>The records that it speaks of.</summary>
    public IReadOnlyList<RecordHint> Records { get; init; } = [];

    /// <summary>Streams of which something changed without it being said what: the changes since the cursor are read.</summary>
    public IReadOnlyList<PosStream> Streams { get; init; } = [];

    /// <summary>What the POS asks concerning one person's data; null for nothing.</summary>
    public PrivacyRequest? Privacy { get; init; }

    /// <summary>Whether the owner has taken back the permission at the POS.</summary>
    public bool Revoked { get; init; }

    /// <summary>
    /// A code by which the POS makes sure that this address is its owner's, and which a person has to copy from the log; null for
    /// none. It is no secret, and such a call is not signed: nothing else of it counts.
    /// </summary>
    public string? VerificationCode { get; init; }

    /// <summary>Whether it tells nothing that is to be done.</summary>
    public bool IsEmpty => Records.Count + Streams.Count == 0 && Privacy is null && !Revoked;

    /// <summary>What is wrong or left out, for the log; null for nothing.</summary>
    public string? Remark { get; init; }
}

/// <summary>A record that changed, came or went.</summary>
/// <param name="Stream">Its stream.</param>
/// <param name="Id">The id that the connector's records of that stream carry, or that its <see cref="IReadsById"/> understands.</param>
public sealed record RecordHint(PosStream Stream, string Id);
