using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Privacy;
using Sync.Model;

namespace Sync.Web.Site.Settings;

/// <summary>One request concerning people's data, in words.</summary>
/// <param name="Id">Its id.</param>
/// <param name="What">What was asked for.</param>
/// <param name="By">Who asked.</param>
/// <param name="State">How it stands.</param>
/// <param name="Look">The class of the badge.</param>
/// <param name="HasExport">Whether an export can be downloaded.</param>
public sealed record PrivacyRow(string Id, string What, string By, string State, string Look, bool HasExport)
{
    /// <summary>Why it could not be done; null where it could.</summary>
    public string? Error { get; init; }

    /// <summary>When it was asked for, or done; null where nobody knows.</summary>
    public string? At { get; init; }

    /// <summary>A request in words.</summary>
    public static PrivacyRow Of(OrgSettings org, PrivacyState request) => new(
        request.Id, WhatOf(request.Kind), request.Connection is { } connection ? "the POS of " + connection : "an owner", StateOf(request), LookOf(request.State), request.HasExport)
    {
        Error = request.Error,
        At = (request.DoneAt ?? request.ReceivedAt) is { } at ? (request.DoneAt is null ? "asked " : "done ") + Times.Minute(org, at) : null,
    };

    private static string WhatOf(PrivacyKind kind) => kind switch
    {
        PrivacyKind.Export => "Export one person's data",
        PrivacyKind.EraseAccount => "Forget a whole POS account",
        _ => "Forget one person",
    };

    private static string StateOf(PrivacyState request) => request.State switch
    {
        "open" => "Waits for the next sync",
        "erasing" => "Begun; the next sync goes on",
        "done" => "Done",
        "failed" => "Could not be done",
        _ => request.State,
    };

    private static string LookOf(string state) => state switch
    {
        "done" => "good",
        "failed" => "bad",
        _ => "warn",
    };
}
