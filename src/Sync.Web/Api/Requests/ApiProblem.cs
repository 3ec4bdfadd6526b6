using Microsoft.AspNetCore.Http;

namespace Sync.Web.Api.Requests;

/// <summary>Why a request cannot be carried out, in words for whoever sent it. Nothing was changed.</summary>
internal sealed class ApiProblem(int status, string title, string detail) : Exception(detail)
{
    private const string NotDone = "Nothing was changed.";

    public int Status => status;

    public string Title => title;

    /// <summary>What is wrong with single fields, by field; empty where it is something else.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Fields of the body or parameters of the query are wrong.</summary>
    public static ApiProblem Invalid(IReadOnlyDictionary<string, IReadOnlyList<string>> errors) => new(
        StatusCodes.Status400BadRequest, "Not valid", Unchanged(string.Join(" ", errors.Select(e => e.Value[0]))))
    { Errors = errors };

    // Who finds the fault of a file or a mapping says so themselves.
    private static string Unchanged(string what) => what.EndsWith(NotDone, StringComparison.Ordinal) || what.EndsWith("Nothing was imported.", StringComparison.Ordinal) ? what : $"{what} {NotDone}";

    /// <summary>One field is wrong.</summary>
    public static ApiProblem Invalid(string field, string message) => Invalid(new Dictionary<string, IReadOnlyList<string>> { [field] = [message] });

    /// <summary>It was understood and cannot be done; no field's fault.</summary>
    public static ApiProblem Undone(string title, string detail) => new(StatusCodes.Status422UnprocessableEntity, title, detail);

    /// <summary>It was understood and cannot be done for what one field says.</summary>
    public static ApiProblem Undone(string title, string detail, string field, IReadOnlyList<string>? messages = null) => new(StatusCodes.Status422UnprocessableEntity, title, detail)
    {
        Errors = new Dictionary<string, IReadOnlyList<string>> { [field] = messages ?? [detail] },
    };

    /// <summary>What the path names is not there.</summary>
    public static ApiProblem NotFound(string what) => new(StatusCodes.Status404NotFound, "Not found", $"There is no such {what}. Nothing was changed.");

    /// <summary>It cannot be done as things stand.</summary>
    public static ApiProblem Conflict(string detail) => new(StatusCodes.Status409Conflict, "Conflict", detail);

    /// <summary>The caller may not do this to that.</summary>
    public static ApiProblem Forbidden(string detail) => new(StatusCodes.Status403Forbidden, "Forbidden", detail);

    /// <summary>As it is sent.</summary>
    public ApiAnswer Answer() => ApiAnswer.Json(w =>
    {
        w.WriteString("type", "about:blank");
        w.WriteString("title", Title);
        w.WriteNumber("status", Status);
        w.WriteString("detail", Message);
        if (Errors.Count == 0) return;
        w.WriteStartObject("errors");
        foreach (var (field, messages) in Errors)
        {
            w.WriteStartArray(field);
            foreach (var message in messages) w.WriteStringValue(message);
            w.WriteEndArray();
        }

        w.WriteEndObject();
    }, Status) with
    { ContentType = "application/problem+json" };
}
