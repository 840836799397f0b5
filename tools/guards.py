"""The guards that the tests must miss when one is taken out: rights, constraints, claims, quotas, escaping.

Each names the text that is the guard, what stands there instead when it is out, and the tests that fail then.
A guard that is rewritten is rewritten here too.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Guard:
    """A guard, and how to take it out. `text` stands once in the file at `path`."""

    name: str
    path: str
    text: str
    instead: str
    tests: str  # the paths that pytest takes, between spaces


GUARDS = [
    # Who reads what
    Guard(
        "lists leave out the pages that a person may not read",
        "portal/common/access.py",
        'condition &= ~Q(In(Substr(f"{prefix}path", 1, length), paths))',
        "continue",
        "tests/common/test_restrictions.py tests/home/test_my_space.py",
    ),
    Guard(
        "a link to a restricted page is not shown",
        "portal/common/access.py",
        "return page.live and not page.path.startswith(denied_paths(request))",
        "return page.live",
        "tests/common/test_access.py",
    ),
    Guard(
        "nobody is told of a page that they may not read",
        "portal/common/access.py",
        "            people = people.filter(closed.lets_in())",
        "            continue",
        "tests/notifications/test_notifying.py tests/comments/test_comments.py",
    ),
    Guard(
        "nobody reads without signing in",
        "portal/settings/base.py",
        '    "portal.signin.middleware.SignInMiddleware",\n',
        "",
        "tests/authorisation/test_table.py::TestAnonymous",
    ),
    Guard(
        "a file that a person may not read is not found",
        "portal/media/views.py",
        "if not _is_plain(name) or not user_can_read_file(request, name):",
        "if not _is_plain(name):",
        "tests/media/test_protection.py",
    ),
    Guard(
        "a document that a person may not read is not found",
        "portal/media/views.py",
        " or not user_can_ask_for_document(request, document)",
        "",
        "tests/media/test_protection.py",
    ),
    Guard(
        "comments are made on readable pages alone",
        "projects/comments/permissions.py",
        "page = viewable(Page.objects.filter(pk=pk), request).specific().first()",
        "page = Page.objects.filter(pk=pk).specific().first()",
        "tests/comments",
    ),
    Guard(
        "a proposal is read where its page is",
        "projects/proposals/permissions.py",
        "viewable(ProposalPage.objects.with_people(), request)",
        "ProposalPage.objects.with_people()",
        "tests/proposals tests/common/test_restrictions.py",
    ),
    Guard(
        "a message to volunteers is for them",
        "projects/volunteering/permissions.py",
        "if not received and not user_can_manage_volunteers(request.user, message.action):",
        "if False:",
        "tests/volunteering/test_volunteers.py tests/authorisation/test_table.py::TestAgent",
    ),
    # Who does what
    Guard(
        "a comment is corrected for a while",
        "projects/comments/permissions.py",
        'timezone.now() - comment.created_at < settings.LIMITS["comment_correction"]',
        "True",
        "tests/comments/test_comments.py",
    ),
    Guard(
        "a comment is deleted by its author",
        "projects/comments/permissions.py",
        "return comment.author_id == user.pk and user_can_read_comment_text(comment)",
        "return user_can_read_comment_text(comment)",
        "tests/authorisation/test_table.py::TestAgent tests/comments/test_comments.py",
    ),
    Guard(
        "the lead person alone answers officially",
        "projects/comments/permissions.py",
        "        and (lead_id == user.pk or user.is_administrator)\n",
        "",
        "tests/comments/test_comments.py tests/comments/test_conversation.py",
    ),
    Guard(
        "a group is managed by its facilitator",
        "projects/groups/permissions.py",
        "return user.is_authenticated and (group.facilitator_id == user.pk or user.is_administrator)",
        "return user.is_authenticated",
        "tests/groups tests/authorisation/test_table.py::TestAgent",
    ),
    Guard(
        "progress is reported by the lead person of the action",
        "projects/permissions.py",
        "return action.lead_person_id == user.pk and user.has_perm(REPORT_PROGRESS)",
        "return user.has_perm(REPORT_PROGRESS)",
        "tests/projects/test_report_progress.py tests/authorisation/test_table.py::TestLead",
    ),
    Guard(
        "progress is reported by those who hold the right",
        "projects/permissions.py",
        "return action.lead_person_id == user.pk and user.has_perm(REPORT_PROGRESS)",
        "return action.lead_person_id == user.pk",
        "tests/projects/test_report_progress.py",
    ),
    Guard(
        "volunteers are managed by the lead person",
        "projects/volunteering/permissions.py",
        "return action.lead_person_id == user.pk or user.is_administrator",
        "return True",
        "tests/volunteering/test_volunteers.py tests/authorisation/test_table.py::TestAgent",
    ),
    Guard(
        "a manager answers for their own service",
        "projects/volunteering/permissions.py",
        "return volunteer.manager_id == user.pk or (volunteer.manager_is_asked and user.is_administrator)",
        "return True",
        "tests/volunteering tests/authorisation/test_table.py::TestAgent",
    ),
    Guard(
        "proposals are answered by the steering committee",
        "projects/proposals/permissions.py",
        'return user.is_administrator or user.has_perm("proposals.add_proposalanswer")',
        "return True",
        "tests/proposals tests/authorisation/test_table.py::TestAgent",
    ),
    Guard(
        "moderation is for moderators",
        "projects/moderation/permissions.py",
        "return user.has_perm(MODERATE)",
        "return True",
        "tests/moderation/test_moderation.py tests/authorisation/test_table.py::TestAgent",
    ),
    Guard(
        "nobody decides about their own conversation",
        "projects/moderation/services.py",
        "    if user_is_party(moderator, current):",
        "    if False:",
        "tests/moderation/test_deciders.py tests/moderation/test_moderation.py",
    ),
    Guard(
        "an appeal is decided by another moderator",
        "projects/moderation/services.py",
        "    if before and appeal and before.moderator_id == moderator.pk:",
        "    if False:",
        "tests/moderation/test_moderation.py tests/moderation/test_deciders.py",
    ),
    Guard(
        "nobody reports their own comment",
        "projects/moderation/services.py",
        "    if current.author_id == reporter.pk:",
        "    if False:",
        "tests/moderation/test_moderation.py",
    ),
    Guard(
        "an account is managed by who holds all its rights",
        "portal/accounts/rights.py",
        "    return user_holds(actor, rights_of(account))",
        "    return True",
        "tests/admin/test_rights.py",
    ),
    Guard(
        "the last administrator stays",
        "portal/privacy/services.py",
        "if user.is_administrator and not [other for other in administrators if other.pk != user.pk]:",
        "if False:",
        "tests/privacy/test_account.py tests/privacy/test_departure.py",
    ),
    Guard(
        "a closed account is out at its next request",
        "portal/signin/backends.py",
        "return user if user is not None and self.user_can_authenticate(user) else None",
        "return user",
        "tests/media/test_protection.py tests/signin/test_published_accounts.py",
    ),
    # How often
    Guard(
        "a quota is a bound",
        "portal/quotas/limits.py",
        "QuotaUse.objects.filter(pk=row.pk, times__lte=allowed.times - count)",
        "QuotaUse.objects.filter(pk=row.pk)",
        "tests/quotas",
    ),
    Guard(
        "too many wrong passwords lock an account",
        "portal/signin/lockout.py",
        "if len(of_account) <= PER_ACCOUNT and len(of_address) <= PER_ADDRESS:",
        "if True:",
        "tests/signin/test_lockout.py",
    ),
    # What the database holds
    Guard(
        "a register that only grows cannot be rewritten",
        "portal/common/append_only.py",
        "refuse = f\"BEGIN SELECT RAISE(ABORT, '{self.table}: {MESSAGE}'); END\"",
        'refuse = "BEGIN SELECT 1; END"',
        "tests/common/test_append_only.py",
    ),
    Guard(
        "one open report of a comment by each person",
        "projects/moderation/migrations/0001_initial.py",
        "fields=('comment', 'reporter'), name='moderation_report_open_once'",
        "fields=('comment', 'reporter', 'id'), name='moderation_report_open_once'",
        "tests/moderation/test_moderation.py",
    ),
    Guard(
        "a number is given once in its plan",
        "projects/migrations/0002_initial.py",
        "models.UniqueConstraint(fields=('project', 'number'), name='projects_action_number'",
        "models.UniqueConstraint(fields=('project', 'number', 'page_ptr'), name='projects_action_number'",
        "tests/projects/test_actions.py",
    ),
    Guard(
        "a meeting ends after it begins",
        "projects/groups/migrations/0001_initial.py",
        "condition=models.Q(('ends_at__gt', models.F('starts_at')))",
        "condition=models.Q(('pk__isnull', False))",
        "tests/projects/test_meetings.py",
    ),
    Guard(
        "one sender at a time tries a mail",
        "portal/mail/sending.py",
        "filter(pk=row.pk, next_attempt_at=row.next_attempt_at)\n        if row.attempts",
        "filter(pk=row.pk)\n        if row.attempts",
        "tests/mail/test_simultaneous.py tests/mail/test_outbox.py",
    ),
    Guard(
        "places of volunteers are counted",
        "projects/volunteering/services.py",
        "offer.status = VolunteerStatus.OFFERED if action.call.left else VolunteerStatus.WAITING",
        "offer.status = VolunteerStatus.OFFERED",
        "tests/volunteering/test_volunteering.py",
    ),
    # What a browser is sent and sends
    Guard(
        "a comment is text",
        "projects/comments/text.py",
        "else escape(text)",
        "else text",
        "tests/comments tests/common/test_text.py",
    ),
    Guard(
        "a form of another site is refused",
        "portal/settings/base.py",
        '    "django.middleware.csrf.CsrfViewMiddleware",\n',
        "",
        "tests/http/test_headers.py tests/privacy/test_account.py tests/privacy/test_my_data.py",
    ),
    Guard(
        "no script runs but those that a page names",
        "portal/http/content_policy.py",
        '        "script-src": [NONCE],',
        '        "script-src": [NONCE, UNSAFE_INLINE],',
        "tests/http/test_headers.py",
    ),
    Guard(
        "a form leads to no other site",
        "portal/http/form_recovery.py",
        "if not url_has_allowed_host_and_scheme(url, {request.get_host()}) or len(url) > LONGEST_PLACE:",
        "if len(url) > LONGEST_PLACE:",
        "tests/http/test_form_recovery.py tests/signin/test_next.py",
    ),
]
