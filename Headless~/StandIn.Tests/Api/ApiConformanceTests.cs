using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using NUnit.Framework;

namespace UnityStandIn.Tests;

/// <summary>Every public member of our UnityEngine and UnityEditor must be one of Unity's, so that what compiles
/// against the stand-in compiles against Unity. Namespace UnityStandIn is our own, and exempt.</summary>
public sealed class ApiConformanceTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance |
        BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Types of Unity's that the list of facts does not cover.</summary>
    private static readonly string[] NotListed =
    [
        "UnityEngine.GUILayoutUtility", "UnityEngine.MissingReferenceException", "UnityEngine.NonReorderableAttribute",
        "UnityEngine.UnityException", "UnityEngine.WeightedMode", "UnityEngine.WrapMode", "UnityEditor.MessageType",
        "UnityEngine.Events.UnityAction<T0, T1, T2>"
    ];

    [Test]
    public void EveryPublicMember_IsOneOfUnitys()
    {
        string? path = Environment.GetEnvironmentVariable("EARSHOT_UNITY_API");
        if (string.IsNullOrEmpty(path))
            Assert.Ignore("Set EARSHOT_UNITY_API to a list of Unity's API, as JSON lines, to check the stand-in.");
        var facts = new ApiFacts(path!);
        var deviations = facts.Tags.SelectMany(tag => EngineTypes().SelectMany(type => Deviations(facts, tag, type)));
        Assert.That(facts.Tags.Count(), Is.GreaterThan(0));
        Assert.That(string.Join("\n", deviations), Is.Empty);
    }

    private static IEnumerable<Type> EngineTypes() =>
        new[] { typeof(UnityEngine.Object).Assembly, typeof(UnityEditor.Editor).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsVisible && type.Namespace != "UnityStandIn")
            .Where(type => !NotListed.Contains(ApiSignature.Of(type)));

    private static IEnumerable<string> Deviations(ApiFacts facts, string tag, Type type)
    {
        string name = ApiSignature.Of(type);
        if (!facts.Knows(tag, name)) return [$"{tag} {name}: no such type"];
        return TypeDeviations(facts, tag, type, name).Concat(VisibleMembers(type)
            .Where(member => !IsUnitys(facts, tag, name, member))
            .Select(member => $"{tag} {name}: {ApiSignature.Of(member)}"));
    }

    private static IEnumerable<string> TypeDeviations(ApiFacts facts, string tag, Type type, string name)
    {
        facts.TryFind(tag, name, "type", out var fact);
        if (ApiFacts.Text(fact, "typeKind") != KindOf(type)) yield return $"{tag} {name}: not a {KindOf(type)}";
        if (type.IsClass && !type.IsSealed && ApiFacts.Text(fact, "sealed_") == "True")
            yield return $"{tag} {name}: is sealed in Unity";
    }

    private static string KindOf(Type type) =>
        type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" :
        type.IsSubclassOf(typeof(Delegate)) ? "delegate" : "class";

    /// <summary>What a game can see, but for the accessors of properties, and what every delegate and enum
    /// has.</summary>
    private static IEnumerable<MemberInfo> VisibleMembers(Type type)
    {
        if (KindOf(type) == "delegate") return [];
        return type.GetMembers(Declared).Where(member => member switch
        {
            FieldInfo field => IsVisible(field.Attributes & FieldAttributes.FieldAccessMask) && !field.IsSpecialName,
            MethodInfo method => IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_")),
            ConstructorInfo made => IsVisible(made) && !made.IsStatic,
            PropertyInfo property => property.GetAccessors(true).Any(IsVisible),
            EventInfo raised => IsVisible(raised.AddMethod!),
            _ => false
        });
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsVisible(FieldAttributes access) =>
        access is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;

    private static bool IsUnitys(ApiFacts facts, string tag, string type, MemberInfo member) =>
        facts.TryFind(tag, type, ApiSignature.Of(member), out var fact) &&
        (member is not PropertyInfo property ||
            (Has(property.GetMethod, ApiFacts.Text(fact, "get")) &&
                Has(property.SetMethod, ApiFacts.Text(fact, "set"))));

    private static bool Has(MethodInfo? accessor, string unitys) =>
        accessor is not { IsPublic: true } || unitys == "public";
}
