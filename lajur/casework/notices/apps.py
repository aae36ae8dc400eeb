from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "lajur.casework.notices"
    label = "notices"

    def ready(self) -> None:
        from lajur.casework.notices.links import mail_link
        from lajur.registers.organisation.passwords import LINK_SENDERS

        LINK_SENDERS.append(mail_link)
