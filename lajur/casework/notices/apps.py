from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "lajur.casework.notices"
    label = "notices"

    def ready(self) -> None:
        from lajur.casework.notices.actions import tell_of_sops
        from lajur.casework.notices.links import mail_link
        from lajur.registers.organisation.passwords import LINK_SENDERS
        from lajur.registers.procedures.work import TELLERS

        LINK_SENDERS.append(mail_link)
        TELLERS.append(tell_of_sops)
